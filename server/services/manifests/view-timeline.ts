import { entrySpans, occursOn, type PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { CompileCache } from "./compile-cache.ts";
import type { CompileFrame } from "./compile-frame.ts";
import type { CompileSources } from "./compile-input.ts";
import { entryStretches, type Stretch } from "./entry-stretches.ts";
import { type LaidTimeline, layTimeline } from "./lay-timeline.ts";
import { type PlannedEntry, plannedEntry } from "./planned-entries.ts";
import type { ScreenView } from "./screen-view.ts";
import { buildSection, type LockEnd, type Pin, pinsOf } from "./section.ts";
import { planSet, type SetPlan } from "./set-plan.ts";
import { type OpenPiece, type Run, sweep } from "./timeline.ts";

/** What is open when, in one frame. */
export interface SweptView {
  readonly frame: CompileFrame;
  readonly entries: readonly { readonly planned: PlannedEntry; readonly stretches: readonly Stretch[] }[];
  readonly pins: readonly Pin[];
  readonly pieces: readonly OpenPiece[];
  readonly runs: readonly Run[];
}

/** Weeks over which a recurrence must come on the same weekdays to go on by the week. */
const STEADY_WEEKS = 9;

/** Reads the timing of a view's entries in a frame, and sweeps it. */
export function sweepView(
  view: ScreenView,
  frame: CompileFrame,
  sources: CompileSources,
  cache: CompileCache,
): SweptView {
  const place = placeTime(view, frame, sources);
  const planned = frame.isNominal ? openEnded(view.planned, frame, cache) : view.planned;
  const frameName = `${frame.timeZone} ${frame.fromMs} ${frame.untilMs} ${frame.nearUntilMs} ${view.hoursNumber}`;
  const loose = planned.filter(({ entry }) => entry.claim?.kind !== "pinned");
  const entries = loose.map((one) => ({
    planned: one,
    stretches: cache.stretches.get(`${one.number} ${frameName}`, () =>
      one.candidates.length === 0
        ? []
        : entryStretches(one, entrySpans(one.entry, place, frame.firstDate, frame.lastDate), frame, cache.activeOf),
    ),
  }));
  const pins = planned
    .filter(({ entry }) => entry.claim?.kind === "pinned")
    .flatMap((one) => cache.pins.get(`${one.number} ${frameName}`, () => pinsOf(one, place, frame)))
    .sort((one, other) => one.atMs - other.atMs || (one.planned.entry.id < other.planned.entry.id ? -1 : 1));
  const swept = sweep(
    entries.map(({ stretches }) => stretches),
    frame.fromMs,
    frame.untilMs,
    (open) => setOf(open, view, sources, cache),
  );
  return { frame, entries, pins, ...swept };
}

function setOf(
  open: Parameters<typeof planSet>[0],
  view: ScreenView,
  sources: CompileSources,
  cache: CompileCache,
): SetPlan {
  let name = `${view.mixNumber}`;
  for (const active of open) name += ` ${active.number}`;
  return cache.sets.get(name, () => planSet(open, view.mix, sources.fallbacks));
}

/** Lays a swept view on the glass. */
export function layView(
  view: ScreenView,
  swept: SweptView,
  cache: CompileCache,
  loopOf: (run: Run) => BuiltLoop,
): LaidTimeline {
  const validUntil = new Map<string, number | null>();
  for (const { candidates } of view.planned) {
    for (const { edition } of candidates) validUntil.set(edition.airingSha256, edition.notAfterMs);
  }
  const sectionOf = (pin: Pin, run: Run, atMs: number) => {
    const { set } = run;
    // Only items that come and go make one showing of a section differ from the next.
    const steady = pin.planned.candidates.every(
      ({ edition }) => edition.notBeforeMs === null && edition.notAfterMs === null,
    );
    const locked = set.lockedIds.length > 0 ? set.key : "";
    const name = `${pin.planned.number} ${locked} ${steady ? "" : atMs}`;
    const { loop } = cache.sections.get(name, () => ({ loop: buildSection(pin, set, atMs) }));
    if (loop === undefined || set.lockedIds.length === 0) return loop;
    // Without those that close meanwhile it can only be shorter.
    const ends = lockEndsBefore(swept.runs, run, atMs + loop.lengthMs);
    return ends.size === 0 ? loop : buildSection(pin, set, atMs, ends);
  };
  const validUntilOf = (airingSha256: string) => validUntil.get(airingSha256) ?? null;
  return layTimeline({ runs: swept.runs, pins: swept.pins, frame: swept.frame, loopOf, sectionOf, validUntilOf });
}

/** The locked entries of a run that close before an instant. */
function lockEndsBefore(runs: readonly Run[], from: Run, untilMs: number): Map<string, LockEnd> {
  const ends = new Map<string, LockEnd>();
  const begins = runs.indexOf(from);
  for (const next of begins < 0 ? [] : runs.slice(begins + 1)) {
    if (next.fromMs >= untilMs) break;
    for (const entryId of from.set.lockedIds) {
      if (ends.has(entryId) || next.set.lockedIds.includes(entryId)) continue;
      ends.set(entryId, { atMs: next.fromMs, exact: next.startsExactly });
    }
  }
  return ends;
}

/** What the view's entries are timed by in a frame. */
export function placeTime(
  view: ScreenView,
  frame: CompileFrame,
  sources: Pick<CompileSources, "schedule" | "publicHolidays">,
): PlaceTime {
  const dayparts = new Map(sources.schedule.dayparts.map((daypart) => [daypart.id, daypart]));
  const { at, timeZone } = frame;
  if (!frame.isNominal) {
    return { timeZone, at, dayparts, hours: view.hours, publicHolidays: new Set(sources.publicHolidays) };
  }
  const plain = new Map([...dayparts].map(([id, daypart]) => [id, { ...daypart, exceptions: [] }]));
  const hours = view.hours.map((dated) => ({ ...dated, hours: { ...dated.hours, exceptions: [] } }));
  return { timeZone, at, dayparts: plain, hours, publicHolidays: new Set() };
}

/**
 * What goes on by the week after the last date: entries that have begun and have no end, with the items that never
 * expire, and without their exceptions. A recurrence goes on where it comes on the same weekdays week after week.
 */
function openEnded(planned: readonly PlannedEntry[], frame: CompileFrame, cache: CompileCache): PlannedEntry[] {
  const mondayDate = addDays(frame.firstDate, 9);
  return planned.flatMap((one) => {
    const lasting = lastingEntry(one, mondayDate, frame.at(mondayDate, 0), cache);
    return lasting !== undefined && isWeekly(one, mondayDate) ? [lasting] : [];
  });
}

/** The entry with its items that never expire and without its exceptions; `undefined` when it has an end, or not begun. */
export function lastingEntry(
  planned: PlannedEntry,
  date: string,
  atMs: number,
  cache: CompileCache,
): PlannedEntry | undefined {
  const { entry } = planned;
  if (entry.untilDate !== null || entry.fromDate > date) return undefined;
  const lasting = planned.candidates.filter(
    ({ edition }) => edition.notAfterMs === null && (edition.notBeforeMs ?? 0) <= atMs,
  );
  if (lasting.length === 0) return undefined;
  if (lasting.length === planned.candidates.length && entry.exceptions.length === 0) return planned;
  const name = `${planned.number} lasting ${lasting.map(({ edition }) => edition.airingSha256).join(" ")}`;
  return cache.planned.get(name, () =>
    plannedEntry(cache.numberOf(name), { ...entry, exceptions: [] }, lasting, planned.languages, planned.fallbacks),
  );
}

function isWeekly({ entry }: PlannedEntry, mondayDate: string): boolean {
  if (entry.recurrence === null) return true;
  const plain = { ...entry, exceptions: [] };
  return [0, 1, 2, 3, 4, 5, 6].every((weekday) => {
    const first = occursOn(plain, addDays(mondayDate, weekday));
    return Array.from({ length: STEADY_WEEKS }, (_, week) => addDays(mondayDate, weekday + 7 * week)).every(
      (date) => occursOn(plain, date) === first,
    );
  });
}
