import type { Loop, Manifest } from "../../../schemas/manifest.ts";
import { type SlotAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { type AirtimeChange, type AirtimeSubject, type DateChange, gatherDates, joinHours } from "./airtime-changes.ts";
import { expectedAirtime, type PlannedAirtime, segmentAt } from "./planned-airtime.ts";

/** What one screen would show otherwise. Empty lists and null: nothing. */
export interface ManifestDiff {
  /** First instant at which the glass differs; null: at none of those compared. */
  readonly firstChangeAtMs: number | null;
  /** By first date, then the largest first. */
  readonly airtime: readonly AirtimeChange[];
  /** Airing documents that come and go in the days compared, by hash. */
  readonly itemsAdded: readonly string[];
  readonly itemsRemoved: readonly string[];
  readonly entriesAdded: readonly string[];
  readonly entriesRemoved: readonly string[];
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A shorter segment (a section at its time) does not cut the hour it lies in. */
const SHORTEST_CUT_MS = 1_800_000;
/** Less than this in an hour is the rounding of two loops, not a change of plan. */
const SMALLEST_CHANGE_MS = 30_000;

/**
 * What changes when `after` takes the place of `before` (null: nothing was published), from `fromMs` to the last instant
 * that both plan day by day. Airtime is what the loops give in the long run; changes under `smallestMs` an hour are left
 * out. The same manifest on both sides gives an empty difference.
 */
export function diffManifests(
  before: Manifest | null,
  after: Manifest,
  fromMs: number,
  smallestMs = SMALLEST_CHANGE_MS,
): ManifestDiff {
  const days = commonDays(before, after, fromMs);
  const changes: DateChange[] = [];
  let firstChangeAtMs: number | null = null;
  for (const [startAtMs, endAtMs] of days) {
    if (before !== null && isSameDay(before, after, startAtMs)) continue;
    firstChangeAtMs ??= firstDifference(before, after, Math.max(startAtMs, fromMs), endAtMs);
    changes.push(...changesOfDay(before, after, startAtMs, endAtMs));
  }
  const [old, next] = [usedOn(before, days), usedOn(after, days)];
  return {
    firstChangeAtMs,
    airtime: gatherDates(
      changes,
      days.map(([startAtMs]) => civilAt(startAtMs, after.timeZone).date),
    ).filter(({ beforeMs, afterMs }) => Math.abs(afterMs - beforeMs) >= smallestMs),
    itemsAdded: missingFrom(next.items, old.items),
    itemsRemoved: missingFrom(old.items, next.items),
    entriesAdded: missingFrom(next.entries, old.entries),
    entriesRemoved: missingFrom(old.entries, next.entries),
  };
}

/** What the loops of these days hold. */
function usedOn(manifest: Manifest | null, days: readonly Day[]): { items: Set<string>; entries: Set<string> } {
  const used = { items: new Set<string>(), entries: new Set<string>() };
  if (manifest === null) return used;
  const starts = new Set(days.map(([startAtMs]) => startAtMs));
  const planIds = new Set(manifest.days.flatMap(([startAtMs, , planId]) => (starts.has(startAtMs) ? [planId] : [])));
  const segments = [...planIds].flatMap((planId) => manifest.dayPlans[planId] ?? []);
  for (const loopId of new Set(segments.map(([, , loopId]) => loopId).concat(manifest.fallback))) {
    for (const [itemIndex, entryIndex] of manifest.loops[loopId]?.use ?? []) {
      used.items.add(manifest.items[itemIndex]?.airingSha256 ?? "");
      used.entries.add(manifest.entries[entryIndex] ?? "");
    }
  }
  return used;
}

function missingFrom(some: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...some].filter((one) => !others.has(one)).sort();
}

type Day = readonly [startAtMs: number, endAtMs: number];

function commonDays(before: Manifest | null, after: Manifest, fromMs: number): Day[] {
  const lastMs = before === null ? Number.MAX_SAFE_INTEGER : (before.days.at(-1)?.[1] ?? 0);
  return after.days.flatMap(([startAtMs, endAtMs]): Day[] =>
    endAtMs > fromMs && startAtMs < lastMs ? [[startAtMs, endAtMs]] : [],
  );
}

/** Equal plans by their names, which are hashes of their segments, whose loops hold the same. */
function isSameDay(before: Manifest, after: Manifest, startAtMs: number): boolean {
  const [planId, other] = [before, after].map((one) => one.days.find(([start]) => start === startAtMs)?.[2]);
  if (planId === undefined || planId !== other) return false;
  const loopIds = new Set((after.dayPlans[planId] ?? []).map(([, , loopId]) => loopId).concat(after.fallback));
  return (
    before.fallback === after.fallback &&
    [...loopIds].every((loopId) => contentOf(before, loopId) === contentOf(after, loopId))
  );
}

const knownContent = new WeakMap<Loop, string>();

/** All that a loop shows, to be compared across manifests. */
function contentOf(manifest: Manifest, loopId: string): string {
  const loop = manifest.loops[loopId];
  if (loop === undefined) return "";
  const known = knownContent.get(loop);
  if (known !== undefined) return known;
  const parts = loop.use.map(([itemIndex, entryIndex]) => {
    const { airingSha256, durationMs, notBeforeMs, notAfterMs } = manifest.items[itemIndex] ?? {};
    return `${airingSha256} ${durationMs} ${notBeforeMs} ${notAfterMs} ${manifest.entries[entryIndex]}`;
  });
  const content = `${parts.join(",")} ${loop.s}`;
  knownContent.set(loop, content);
  return content;
}

function firstDifference(before: Manifest | null, after: Manifest, fromMs: number, toMs: number): number | null {
  for (let atMs = fromMs; atMs < toMs; ) {
    const old = before === null ? undefined : slotAt(before, atMs);
    const next = slotAt(after, atMs);
    if (nameOf(old) !== nameOf(next)) return atMs;
    atMs = Math.min(old?.endsAtMs ?? toMs, next.endsAtMs);
  }
  return null;
}

function nameOf(answer: SlotAnswer | undefined): string {
  if (answer === undefined || answer.kind === "slate") return "slate";
  return `${answer.item.airingSha256} ${answer.entryId} ${answer.startedAtMs}`;
}

function changesOfDay(before: Manifest | null, after: Manifest, startAtMs: number, endAtMs: number): DateChange[] {
  const { date } = civilAt(startAtMs, after.timeZone);
  const minuteOf = minutesInDay(startAtMs, endAtMs, after.timeZone);
  const cuts = new Set([
    startAtMs,
    endAtMs,
    ...cutsOf(before, startAtMs, endAtMs),
    ...cutsOf(after, startAtMs, endAtMs),
  ]);
  for (let atMs = startAtMs; atMs < endAtMs; atMs += HOUR_MS) cuts.add(atMs);
  const bounds = [...cuts].sort((one, other) => one - other);
  const changes = bounds.slice(0, -1).flatMap((fromMs, index) => {
    const toMs = bounds[index + 1] ?? endAtMs;
    const perHour = HOUR_MS / (toMs - fromMs);
    const window = { date, fromMinute: minuteOf(fromMs), untilMinute: minuteOf(toMs) };
    return compare(airtimeOf(before, fromMs, toMs), airtimeOf(after, fromMs, toMs)).map(
      (one): DateChange => ({
        ...window,
        ...one,
        beforeMs: one.beforeMs * perHour,
        afterMs: one.afterMs * perHour,
      }),
    );
  });
  return joinHours(changes);
}

function airtimeOf(manifest: Manifest | null, fromMs: number, toMs: number): PlannedAirtime {
  if (manifest === null) return { entries: new Map(), languages: new Map(), slateMs: toMs - fromMs };
  return expectedAirtime(manifest, fromMs, toMs);
}

/** Civil minutes after the date's midnight; its end is 24:00. Read off the clock where the day has a clock change. */
function minutesInDay(startAtMs: number, endAtMs: number, timeZone: string): (atMs: number) => number {
  if (endAtMs - startAtMs === 24 * HOUR_MS) return (atMs) => Math.round((atMs - startAtMs) / MINUTE_MS);
  return (atMs) => {
    if (atMs === endAtMs) return 24 * 60;
    const { hour, minute } = civilAt(atMs, timeZone);
    return hour * 60 + minute;
  };
}

/** Where one long segment gives way to another. */
function cutsOf(manifest: Manifest | null, startAtMs: number, endAtMs: number): number[] {
  const cuts: number[] = [];
  let lengthBeforeMs = 0;
  for (let atMs = startAtMs; manifest !== null && atMs < endAtMs; ) {
    const untilMs = Math.min(segmentAt(manifest, atMs)?.endAtMs ?? slotAt(manifest, atMs).endsAtMs, endAtMs);
    if (lengthBeforeMs >= SHORTEST_CUT_MS && untilMs - atMs >= SHORTEST_CUT_MS) cuts.push(atMs);
    lengthBeforeMs = untilMs - atMs;
    atMs = untilMs;
  }
  return cuts;
}

function compare(
  before: PlannedAirtime,
  after: PlannedAirtime,
): { subject: AirtimeSubject; beforeMs: number; afterMs: number }[] {
  const family = (
    one: ReadonlyMap<string, number>,
    other: ReadonlyMap<string, number>,
    subjectOf: (name: string) => AirtimeSubject,
  ) =>
    [...new Set([...one.keys(), ...other.keys()])]
      .sort()
      .map((name) => ({ subject: subjectOf(name), beforeMs: one.get(name) ?? 0, afterMs: other.get(name) ?? 0 }));
  return [
    ...family(before.entries, after.entries, (entryId) => ({ kind: "entry", entryId })),
    ...family(before.languages, after.languages, (language) => ({ kind: "language", language })),
    { subject: { kind: "slate" as const }, beforeMs: before.slateMs, afterMs: after.slateMs },
  ].filter(({ beforeMs, afterMs }) => beforeMs !== afterMs);
}
