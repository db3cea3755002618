import type { LanguageShare } from "../../../schemas/language-mix.ts";
import type { LoopEntry, LoopLanguage } from "../../../schemas/rules/loop-contract.ts";
import { type SettledAirtime, type SettledShare, shareAirtime } from "../../../schemas/rules/share-airtime.ts";
import type { CompileSources } from "./compile-input.ts";
import { type ActiveEntry, type PlannedItem, storyCountOf } from "./planned-entries.ts";
import { setLanguages } from "./set-languages.ts";

/** Beside a locked share of the clock hour no item is longer than this part of it, so that the hour can be kept. */
const LOCKED_PARTS = 3;
/** Items up to this length are never too long: a share so small is kept over more than one hour. */
const NEVER_TOO_LONG_MS = 30_000;
const HOUR_MS = 3_600_000;

/** What is on the air together, settled: everything about a stretch of time but the time. */
export interface SetPlan {
  /** Equal keys, equal loops. Empty where nothing is on the air. */
  readonly key: string;
  /** All that are open, by entry id: those on the air, those covered and those crowded out. */
  readonly open: readonly ActiveEntry[];
  readonly airtime: SettledAirtime;
  readonly entries: readonly LoopEntry[];
  readonly languages: readonly LoopLanguage[] | null;
  /** The layer on the glass wants it alone: it begins and ends to the millisecond, and no section plays in it. */
  readonly isExclusive: boolean;
  /** Locked entries on the air. */
  readonly lockedIds: readonly string[];
  /** Items that are too long beside a locked share, by airing, and the entries that have no other. */
  readonly tooLong: readonly string[];
  readonly crowdedOut: readonly string[];
  readonly longestItemMs: number;
  readonly meanItemMs: number;
  /** Airtime of all its items once. */
  readonly onceMs: number;
}

/** Settles what plays while these entries are open. The order of `open` does not matter. */
export function planSet(
  open: readonly ActiveEntry[],
  mix: readonly LanguageShare[],
  fallbacks: CompileSources["fallbacks"],
): SetPlan {
  const sorted = [...open].sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const fitting = leaveOutTooLong(sorted);
  const airtime = shareAirtime(fitting.active.map(wishOf));
  const shareOf = new Map(airtime.shares.map((share) => [share.entryId, share]));
  const onAir = fitting.active.flatMap((active) => {
    const share = shareOf.get(idOf(active));
    return share === undefined ? [] : [{ active, share }];
  });
  const entries = onAir.map(({ active, share }) => loopEntry(active, share));
  const items = entries.flatMap((entry) => entry.items);
  const present = new Set(items.map((item) => item.language));
  const onceMs = items.reduce((sum, item) => sum + item.durationMs, 0);
  return {
    key: onAir
      .map(({ active, share }) => `${active.number}.${active.items.length} ${share.sharePpm}${startsName(share)}`)
      .join(" "),
    open: sorted,
    airtime,
    entries,
    languages: setLanguages(mix, present, fallbacks),
    isExclusive: airtime.layer === "takeover" || airtime.layer === "override",
    lockedIds: onAir.flatMap(({ active }) => (active.planned.entry.lock === null ? [] : [idOf(active)])),
    tooLong: fitting.tooLong,
    crowdedOut: fitting.crowdedOut,
    longestItemMs: items.reduce((most, item) => Math.max(most, item.durationMs), 0),
    meanItemMs: onceMs / Math.max(1, items.length),
    onceMs,
  };
}

/** Claims that were scaled away are not fought for again in the loop, which makes it another loop. */
function startsName({ minStartsPerHour }: SettledShare): string {
  return minStartsPerHour === null ? "" : `x${minStartsPerHour}`;
}

function idOf(active: ActiveEntry): string {
  return active.planned.entry.id;
}

function leaveOutTooLong(open: readonly ActiveEntry[]): {
  active: ActiveEntry[];
  tooLong: string[];
  crowdedOut: string[];
} {
  const mostMs = longestBeside(open);
  const tooLong = new Set<string>();
  const crowdedOut: string[] = [];
  const active = open.flatMap((one) => {
    const items = fittingItems(one, mostMs);
    if (items.length === one.items.length) return [one];
    for (const item of one.items) if (!items.includes(item)) tooLong.add(item.edition.airingSha256);
    if (items.length === 0) crowdedOut.push(idOf(one));
    return items.length === 0 ? [] : [{ ...one, items }];
  });
  return { active, tooLong: [...tooLong].sort(), crowdedOut };
}

/** Longest item that locked shares among these leave room for. An override stands above them, and has no such limit. */
export function longestBeside(open: readonly ActiveEntry[]): number {
  if (open.some(({ planned }) => planned.entry.layer === "override")) return Number.MAX_SAFE_INTEGER;
  return open.reduce((most, { planned }) => {
    const { lock, claim } = planned.entry;
    if (lock === null || claim?.kind !== "share") return most;
    const hourMs = (claim.sharePpm * HOUR_MS) / 1_000_000;
    return Math.min(most, Math.max(NEVER_TOO_LONG_MS, hourMs / LOCKED_PARTS));
  }, Number.MAX_SAFE_INTEGER);
}

/** A locked entry that has only longer items keeps its shortest: its own share is never lost to the rule that guards it. */
function fittingItems({ planned, items }: ActiveEntry, mostMs: number): readonly PlannedItem[] {
  const fitting = items.filter(({ edition }) => edition.durationMs <= mostMs);
  if (fitting.length > 0 || planned.entry.lock === null) return fitting;
  const shortestMs = Math.min(...items.map(({ edition }) => edition.durationMs));
  return items.filter(({ edition }) => edition.durationMs === shortestMs);
}

function wishOf({ planned, items }: ActiveEntry) {
  const { id, layer, fromDate, claim, capPpm, lock } = planned.entry;
  return {
    entryId: id,
    layer,
    fromDate,
    claim,
    capPpm,
    lock,
    storyCount: storyCountOf(items),
    meanItemMs: items.reduce((sum, { edition }) => sum + edition.durationMs, 0) / Math.max(1, items.length),
  };
}

function loopEntry({ planned, items }: ActiveEntry, share: SettledShare): LoopEntry {
  return {
    entryId: share.entryId,
    sharePpm: share.sharePpm,
    items: items.map(({ edition, position }) => ({
      key: edition.airingSha256,
      language: edition.language,
      durationMs: edition.durationMs,
      position,
    })),
    spacingMs: planned.entry.spacingMs,
    order: planned.entry.order,
    // A locked share is never lowered so that another entry comes to its promised starts.
    minStartsPerHour: share.minStartsPerHour ?? (planned.entry.lock === null ? null : 0),
  };
}
