import { entrySpans, type PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { EntryLock, ScheduledEntry, ScheduleLayer } from "../../../schemas/schedule.ts";
import type { PlannedPiece, ScreenPlan } from "../manifests/screen-plan.ts";
import { nothingValid } from "./entry-standing.ts";
import type { PlannedFrom } from "./read-plans.ts";

/** A stretch in which one entry is open on a screen. */
export interface DayBar {
  readonly entryId: string;
  readonly name: string;
  readonly layer: ScheduleLayer;
  readonly lock: EntryLock | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** `covered`: open, and another has the glass alone. `waiting`: open, and nothing of it may be shown. */
  readonly state: "on-air" | "covered" | "waiting";
  /** Why a `waiting` one is. */
  readonly waitsFor: "empty-playlist" | "nothing-approved" | "expired" | "not-valid-yet" | null;
  /** On the air: the share it claims; without a claim, the largest it has in the stretch. */
  readonly sharePpm: number | null;
  /** It goes on before the day begins, after the view ends. */
  readonly continuesBefore: boolean;
  readonly continuesAfter: boolean;
}

export interface DaySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is looked at. */
export interface DayWindow {
  readonly startAtMs: number;
  readonly endAtMs: number;
}

const LAYER_ORDER: readonly ScheduleLayer[] = ["override", "takeover", "campaign", "base"];

/** What bars are drawn from. */
export interface BarParts {
  readonly plan: ScreenPlan;
  readonly from: PlannedFrom;
  readonly place: PlaceTime;
  /** Of the plan, over the whole view. */
  readonly pieces: readonly PlannedPiece[];
  readonly view: DayWindow;
  /** On which the view begins. */
  readonly date: string;
}

/** The bars of one view, by layer, highest first, then by time. */
export function dayBars({ plan, from, place, pieces, view, date }: BarParts): DayBar[] {
  const entries = new Map(from.sources.schedule.entries.map((entry) => [entry.id, entry]));
  return barsOf(pieces, view, entries)
    .concat(waitingBars(plan, from, place, pieces, date))
    .flatMap((bar) => cutTo(bar, view))
    .map((bar) => ({ ...bar, continuesBefore: comesFromBefore(bar, entries, place, view, date) }))
    .sort(inOrder);
}

/** Entries on the air and covered; sections do not end what they lie in. */
function barsOf(
  pieces: readonly PlannedPiece[],
  view: DayWindow,
  entries: ReadonlyMap<string, ScheduledEntry>,
): DayBar[] {
  const bars: DayBar[] = [];
  const last = new Map<string, number>();
  const put = (entryId: string, state: "on-air" | "covered", sharePpm: number | null, piece: PlannedPiece): void => {
    const entry = entries.get(entryId);
    if (entry === undefined) return;
    const index = last.get(entryId);
    const before = index === undefined ? undefined : bars[index];
    if (index !== undefined && before?.state === state && joins(pieces, before.toMs, piece.startsAtMs)) {
      bars[index] = { ...before, toMs: piece.endsAtMs, sharePpm: larger(before.sharePpm, sharePpm) };
      return;
    }
    last.set(entryId, bars.length);
    const span = { fromMs: Math.max(piece.startsAtMs, view.startAtMs), toMs: piece.endsAtMs };
    bars.push({ ...barOf(entry), ...span, state, waitsFor: null, sharePpm });
  };
  for (const piece of pieces) {
    if (piece.section !== null) continue;
    for (const { entryId, claimedPpm, wantedPpm } of piece.shares) {
      put(entryId, "on-air", claimedPpm ?? wantedPpm, piece);
    }
    for (const { entryId, reason } of piece.losers) {
      if (reason.kind === "covered") put(entryId, "covered", null, piece);
    }
  }
  return bars;
}

function barOf({ id, name, layer, lock }: ScheduledEntry) {
  return { entryId: id, name, layer, lock, continuesBefore: false, continuesAfter: false };
}

/** Where an entry is open by its timing and has nothing that may be shown: no piece of the plan begins or ends there. */
function waitingBars(
  plan: ScreenPlan,
  from: PlannedFrom,
  place: PlaceTime,
  pieces: readonly PlannedPiece[],
  date: string,
): DayBar[] {
  const reaching = new Set(
    pieces.flatMap(({ shares, losers }) => [...shares, ...losers].map(({ entryId }) => entryId)),
  );
  const isWaiting = (entryId: string, atMs: number) =>
    plan.pieceAt(atMs)?.losers.some((one) => one.entryId === entryId && one.reason.kind === "nothing-valid") === true;
  return from.sources.schedule.entries
    .filter((entry) => reaching.has(entry.id) && entry.claim?.kind !== "pinned")
    .flatMap((entry) =>
      entrySpans(entry, place, addDays(date, -1), addDays(date, 1)).flatMap(([opensAtMs, closesAtMs]): DayBar[] => {
        const onAir = pieces
          .filter(({ shares, losers }) =>
            [...shares, ...losers.filter(({ reason }) => reason.kind === "covered")].some(
              ({ entryId }) => entryId === entry.id,
            ),
          )
          .map(({ startsAtMs, endsAtMs }) => [startsAtMs, endsAtMs] as const);
        const span = { startAtMs: Math.max(opensAtMs, plan.fromMs), endAtMs: Math.min(closesAtMs, plan.untilMs) };
        return restOf(onAir, span)
          .filter(({ fromMs }) => isWaiting(entry.id, fromMs))
          .map((rest) => {
            const waitsFor = nothingValid(entry, plan.screen, from, rest.fromMs);
            return { ...barOf(entry), ...rest, state: "waiting", waitsFor, sharePpm: claimOf(entry) };
          });
      }),
    );
}

function claimOf({ claim }: ScheduledEntry): number | null {
  return claim?.kind === "share" ? claim.sharePpm : null;
}

function inOrder(one: DayBar, other: DayBar): number {
  return (
    LAYER_ORDER.indexOf(one.layer) - LAYER_ORDER.indexOf(other.layer) ||
    one.fromMs - other.fromMs ||
    (one.entryId < other.entryId ? -1 : 1)
  );
}

function comesFromBefore(
  bar: DayBar,
  entries: ReadonlyMap<string, ScheduledEntry>,
  place: PlaceTime,
  { startAtMs }: DayWindow,
  date: string,
): boolean {
  const entry = entries.get(bar.entryId);
  return bar.fromMs === startAtMs && entry !== undefined && wasOpen(entry, place, startAtMs, date);
}

/** Whether the entry was open in the last moment before a date's midnight. */
function wasOpen(entry: ScheduledEntry, place: PlaceTime, startAtMs: number, date: string): boolean {
  const spans = entrySpans(entry, place, addDays(date, -2), addDays(date, -1));
  return spans.some(([opensAtMs, closesAtMs]) => opensAtMs < startAtMs && closesAtMs >= startAtMs);
}

/** Whether nothing but sections lies between two instants. */
function joins(pieces: readonly PlannedPiece[], fromMs: number, toMs: number): boolean {
  if (fromMs === toMs) return true;
  return pieces.every(
    ({ section, startsAtMs, endsAtMs }) => section !== null || endsAtMs <= fromMs || startsAtMs >= toMs,
  );
}

function larger(one: number | null, other: number | null): number | null {
  return one === null ? other : Math.max(one, other ?? 0);
}

function cutTo(bar: DayBar, { startAtMs, endAtMs }: DayWindow): DayBar[] {
  const fromMs = Math.max(bar.fromMs, startAtMs);
  const toMs = Math.min(bar.toMs, endAtMs);
  if (fromMs >= toMs) return [];
  return [{ ...bar, fromMs, toMs, continuesAfter: bar.toMs > endAtMs }];
}

/** What of the view lies outside these spans. */
export function restOf(spans: readonly (readonly [number, number])[], { startAtMs, endAtMs }: DayWindow): DaySpan[] {
  const rest: DaySpan[] = [];
  let fromMs = startAtMs;
  for (const [opensAtMs, closesAtMs] of [...spans].sort(([one], [other]) => one - other)) {
    if (opensAtMs > fromMs) rest.push({ fromMs, toMs: Math.min(opensAtMs, endAtMs) });
    fromMs = Math.max(fromMs, closesAtMs);
    if (fromMs >= endAtMs) break;
  }
  return fromMs < endAtMs ? [...rest, { fromMs, toMs: endAtMs }] : rest;
}
