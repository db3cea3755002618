import type { Loop, ManifestItem } from "../../../schemas/manifest.ts";
import { type BuiltLoop, buildLoop, CYCLE_MS } from "../../../schemas/rules/build-loop.ts";
import type { LoopEntry } from "../../../schemas/rules/loop-lanes.ts";
import type { ScheduleProblem } from "../../../schemas/schedule.ts";
import { sha256Hex } from "../../sha256.ts";
import type { PlannedItem } from "./planned-entries.ts";
import type { ActiveEntry, Piece } from "./sweep-date.ts";

const WHOLE_PPM = 1_000_000;

/** The loops of one manifest: each distinct set of entries is built once. */
export class LoopBook {
  readonly #known: Map<string, BuiltLoop>;
  readonly #built = new Map<string, BuiltLoop>();
  readonly #byId = new Map<string, BuiltLoop>();
  readonly #items = new Map<string, PlannedItem>();

  /** `known`: loops by id that other screens have built. */
  constructor(known: Map<string, BuiltLoop>) {
    this.#known = known;
  }

  /** The loop for a piece; of length 0 when nothing may play in it. */
  loopFor(piece: PieceSet, segmentMs: number, maxCycleMs: number): BuiltLoop {
    const name = loopName(piece, segmentMs, maxCycleMs);
    const before = this.#built.get(name);
    if (before !== undefined) return before;
    for (const { items } of piece.active) for (const item of items) this.#items.set(item.edition.airingSha256, item);
    const { entries } = shareOut(piece.active);
    const loop = buildLoop({ entries, languageSharesPpm: null, segmentMs, maxCycleMs }, sha256Hex, this.#known);
    this.#built.set(name, loop);
    this.#byId.set(loop.id, loop);
    return loop;
  }

  /** The loops of these ids, with their items and entries, in index form, each list in its one order. */
  write(ids: ReadonlySet<string>): { loops: Record<string, Loop>; items: ManifestItem[]; entries: string[] } {
    const used = [...ids].sort().flatMap((id) => this.#byId.get(id) ?? []);
    const slots = used.flatMap((loop) => loop.slots);
    const keys = [...new Set(slots.map((slot) => slot.key))].sort();
    const entries = [...new Set(slots.map((slot) => slot.entryId))].sort();
    const itemIndex = new Map(keys.map((key, index) => [key, index]));
    const entryIndex = new Map(entries.map((id, index) => [id, index]));
    const items = keys.flatMap((key) => {
      const planned = this.#items.get(key);
      return planned === undefined ? [] : [manifestItem(planned)];
    });
    const loops: Record<string, Loop> = {};
    for (const loop of used) loops[loop.id] = inIndexForm(loop, itemIndex, entryIndex);
    return { loops, items, entries };
  }
}

type PieceSet = Pick<Piece, "active" | "signature">;

function loopName(piece: PieceSet, segmentMs: number, maxCycleMs: number): string {
  return `${maxCycleMs} ${Math.min(segmentMs, CYCLE_MS)} ${piece.signature}`;
}

/**
 * The longest cycle with which the loops of these pieces stay within `maxSlots` altogether; the shortest of `limitsMs`
 * when none does. An estimate from the items' mean length: nothing is built for it.
 */
export function chooseCycleLimit(pieces: readonly Piece[], limitsMs: readonly number[], maxSlots: number): number {
  const distinct = new Map(pieces.map((piece) => [loopName(piece, piece.toMs - piece.fromMs, 0), piece]));
  const loops = [...distinct.values()].map((piece) => {
    const durations = piece.active.flatMap(({ items }) => items.map(({ edition }) => edition.durationMs));
    const sumMs = durations.reduce((sum, durationMs) => sum + durationMs, 0);
    const wantedMs = Math.max(Math.min(piece.toMs - piece.fromMs, CYCLE_MS), 2 * sumMs);
    return { wantedMs, meanMs: sumMs / Math.max(1, durations.length) };
  });
  const slotsWith = (limitMs: number) =>
    loops.reduce((sum, { wantedMs, meanMs }) => sum + (meanMs > 0 ? Math.min(wantedMs, limitMs) / meanMs : 0), 0);
  return limitsMs.find((limitMs) => slotsWith(limitMs) <= maxSlots) ?? limitsMs.at(-1) ?? CYCLE_MS;
}

/** What stands against the sets of these pieces: shares above the whole, items without a place. */
export function loopProblems(
  pieces: readonly Piece[],
  loops: readonly BuiltLoop[],
  screenId: string,
): ScheduleProblem[] {
  const overfull = new Map<string, string[]>();
  for (const piece of pieces) {
    const { overfull: entryIds } = shareOut(piece.active);
    if (entryIds.length > 0) overfull.set(entryIds.join(" "), [...entryIds]);
  }
  const leftOut = [...new Set(loops.flatMap((loop) => loop.leftOut))].sort();
  return [
    ...[...overfull.values()].map((entryIds): ScheduleProblem => ({ kind: "shares-over-whole", screenId, entryIds })),
    ...(leftOut.length > 0 ? [{ kind: "does-not-fit" as const, screenId, airingSha256s: leftOut }] : []),
  ];
}

/**
 * Campaigns own their share; the base fills what is left, each entry by the number of its stories. Campaigns that ask
 * for more than the whole are scaled to it; where no base is on air they fill it in proportion.
 */
function shareOut(active: readonly ActiveEntry[]): { entries: LoopEntry[]; overfull: readonly string[] } {
  const campaigns = active.filter(({ planned }) => planned.entry.layer === "campaign");
  const bases = active.filter(({ planned }) => planned.entry.layer === "base");
  const owned = campaigns.reduce((sum, { planned }) => sum + (planned.entry.sharePpm ?? 0), 0);
  const stories = bases.reduce((sum, { planned }) => sum + planned.storyCount, 0);
  const left = Math.max(0, WHOLE_PPM - owned);
  return {
    entries: [
      ...campaigns.map((entry) => loopEntry(entry, entry.planned.entry.sharePpm ?? 0)),
      ...bases.map((entry) => loopEntry(entry, (left * entry.planned.storyCount) / Math.max(1, stories))),
    ],
    overfull: owned > WHOLE_PPM ? campaigns.map(({ planned }) => planned.entry.id) : [],
  };
}

function loopEntry({ planned, items }: ActiveEntry, sharePpm: number): LoopEntry {
  return {
    entryId: planned.entry.id,
    sharePpm,
    items: items.map(({ edition, position }) => ({
      key: edition.airingSha256,
      language: edition.language,
      durationMs: edition.durationMs,
      position,
    })),
  };
}

function manifestItem({ edition }: PlannedItem): ManifestItem {
  return {
    kind: edition.kind,
    airingSha256: edition.airingSha256,
    editionVersionId: edition.editionVersionId,
    language: edition.language,
    renditions: [...edition.renditions],
    durationMs: edition.durationMs,
    notBeforeMs: edition.notBeforeMs,
    notAfterMs: edition.notAfterMs,
  };
}

function inIndexForm(
  loop: BuiltLoop,
  itemIndex: ReadonlyMap<string, number>,
  entryIndex: ReadonlyMap<string, number>,
): Loop {
  const use: [number, number][] = [];
  const places = new Map<string, number>();
  const positions = loop.slots.map((slot) => {
    const name = `${slot.entryId} ${slot.key}`;
    const known = places.get(name);
    if (known !== undefined) return known;
    use.push([itemIndex.get(slot.key) ?? 0, entryIndex.get(slot.entryId) ?? 0]);
    places.set(name, use.length - 1);
    return use.length - 1;
  });
  return { use, s: positions.join(" ") };
}
