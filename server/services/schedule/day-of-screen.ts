import type { Manifest } from "../../../schemas/manifest.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { operatingSpans } from "../../../schemas/rules/operating-hours.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { EntryLock, ScheduledEntry } from "../../../schemas/schedule.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { PlannedPiece, ScreenPlan } from "../manifests/screen-plan.ts";
import { type DayBar, type DaySpan, type DayWindow, dayBars, restOf } from "./day-bars.ts";
import { airtimeBetween } from "./planned-airtime.ts";
import { startsBetween } from "./planned-starts.ts";
import { type PlannedFrom, placeTime } from "./read-plans.ts";

/** A locked share as ticks. */
export interface LockedTicks {
  readonly entryId: string;
  readonly name: string;
  readonly lock: EntryLock;
  /** Starts of its showings; empty above `MOST_TICKS`: then only `perHour` is told. */
  readonly atMs: readonly number[];
  /** Starts in each of the elapsed hours of the view. */
  readonly perHour: readonly number[];
}

export interface DaySection {
  readonly entryId: string;
  readonly name: string;
  readonly dueAtMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A screen's civil date with the night after it. */
export interface DayOfScreen {
  readonly startAtMs: number;
  /** Midnight after the date. */
  readonly midnightMs: number;
  /** End of the view: 06:00 of the next date. */
  readonly endAtMs: number;
  /** By layer, highest first, then by time. */
  readonly bars: readonly DayBar[];
  readonly locked: readonly LockedTicks[];
  readonly sections: readonly DaySection[];
  readonly clashes: readonly Extract<ScheduleProblem, { kind: "clash" }>[];
  /** Nothing is open: the fallback plays, or the slate stands. */
  readonly holes: readonly (DaySpan & { readonly shows: "fallback" | "slate" })[];
  /** Outside the operating hours of the site. */
  readonly closed: readonly DaySpan[];
  /** From midnight to midnight, heaviest first; `wantedPpm` null: the place has no mix. */
  readonly languages: readonly {
    readonly language: string;
    readonly heldPpm: number;
    readonly wantedPpm: number | null;
  }[];
}

const HOUR_MS = 3_600_000;
/** The night after the date, in civil hours. */
const NIGHT_MINUTES = 360;
/** More ticks than this are not told apart in any drawing. */
const MOST_TICKS = 400;

/** What equal plans have in common: all but what hangs on the place. */
type DrawnDay = Omit<DayOfScreen, "clashes" | "closed">;

/** Days drawn before, by the day plans that equal screens share. */
export type DrawnDays = WeakMap<Manifest["dayPlans"], DrawnDay>;

/**
 * Draws one date of a plan from midnight to six in the morning after. Pure; empty outside the days of the plan. `drawn`,
 * of the same date and sources, only saves drawing equal plans twice.
 */
export function dayOfScreen(
  plan: ScreenPlan,
  from: PlannedFrom,
  date: string,
  drawn: DrawnDays = new WeakMap(),
): DayOfScreen {
  const place = placeTime(plan.screen, from.sources);
  const day = drawn.get(plan.manifest.dayPlans) ?? drawDay(plan, from, place, date);
  drawn.set(plan.manifest.dayPlans, day);
  const open = [-1, 0, 1].flatMap((days) =>
    operatingSpans(plan.screen.hours, place.publicHolidays, place.at, addDays(date, days)),
  );
  return {
    ...day,
    clashes: plan.problems.flatMap((problem) =>
      problem.kind === "clash" && problem.fromMs < day.endAtMs && problem.toMs > day.startAtMs ? [problem] : [],
    ),
    closed: restOf(open, day),
  };
}

function drawDay(plan: ScreenPlan, from: PlannedFrom, place: PlaceTime, date: string): DrawnDay {
  const startAtMs = place.at(date, 0);
  const midnightMs = place.at(addDays(date, 1), 0);
  const endAtMs = place.at(addDays(date, 1), NIGHT_MINUTES);
  const view = { startAtMs, endAtMs };
  const entries = new Map(from.sources.schedule.entries.map((entry) => [entry.id, entry]));
  const pieces = plan.piecesBetween(Math.max(plan.fromMs, startAtMs), Math.min(plan.untilMs, endAtMs + 1));
  return {
    startAtMs,
    midnightMs,
    endAtMs,
    bars: dayBars({ plan, from, place, pieces, view, date }),
    locked: lockedOf(plan, view, entries),
    sections: sectionsOf(pieces, view, entries),
    holes: holesOf(pieces, view),
    languages: languagesOf(plan, startAtMs, midnightMs),
  };
}

function lockedOf(plan: ScreenPlan, view: DayWindow, entries: ReadonlyMap<string, ScheduledEntry>): LockedTicks[] {
  const locks = [...entries.values()].flatMap(({ id, name, lock }) => (lock === null ? [] : [{ id, name, lock }]));
  if (locks.length === 0) return [];
  const starts = startsBetween(plan.manifest, new Set(locks.map(({ id }) => id)), view.startAtMs, view.endAtMs);
  const hours = Math.ceil((view.endAtMs - view.startAtMs) / HOUR_MS);
  return locks.flatMap(({ id, name, lock }) => {
    const atMs = starts.flatMap((start) => (start.entryId === id ? [start.atMs] : []));
    if (atMs.length === 0) return [];
    const perHour = Array.from({ length: hours }, () => 0);
    for (const one of atMs) {
      const hour = Math.floor((one - view.startAtMs) / HOUR_MS);
      perHour[hour] = (perHour[hour] ?? 0) + 1;
    }
    return [{ entryId: id, name, lock, atMs: atMs.length > MOST_TICKS ? [] : atMs, perHour }];
  });
}

function sectionsOf(
  pieces: readonly PlannedPiece[],
  view: DayWindow,
  entries: ReadonlyMap<string, ScheduledEntry>,
): DaySection[] {
  const sections = new Map<string, DaySection>();
  for (const { section, startsAtMs, endsAtMs } of pieces) {
    if (section === null || endsAtMs <= view.startAtMs || startsAtMs >= view.endAtMs) continue;
    const { entryId, dueAtMs } = section;
    const key = `${entryId} ${dueAtMs}`;
    const fromMs = sections.get(key)?.fromMs ?? startsAtMs;
    sections.set(key, { entryId, name: entries.get(entryId)?.name ?? "", dueAtMs, fromMs, toMs: endsAtMs });
  }
  return [...sections.values()];
}

function holesOf(pieces: readonly PlannedPiece[], { startAtMs, endAtMs }: DayWindow): DayOfScreen["holes"] {
  const holes: { fromMs: number; toMs: number; shows: "fallback" | "slate" }[] = [];
  for (const { layer, startsAtMs, endsAtMs } of pieces) {
    const [fromMs, toMs] = [Math.max(startsAtMs, startAtMs), Math.min(endsAtMs, endAtMs)];
    if ((layer !== "fallback" && layer !== "slate") || fromMs >= toMs) continue;
    const last = holes.at(-1);
    if (last !== undefined && last.toMs === fromMs && last.shows === layer) last.toMs = toMs;
    else holes.push({ fromMs, toMs, shows: layer });
  }
  return holes;
}

function languagesOf({ manifest, screen }: ScreenPlan, fromMs: number, toMs: number): DayOfScreen["languages"] {
  const { languages: held } = airtimeBetween(manifest, fromMs, toMs);
  const wanted = new Map(screen.languages.map(({ language, sharePpm }) => [language, sharePpm]));
  const wholeMs = [...held.values()].reduce((sum, ms) => sum + ms, 0);
  return [...new Set([...wanted.keys(), ...held.keys()])]
    .map((language) => ({
      language,
      heldPpm: wholeMs === 0 ? 0 : Math.round(((held.get(language) ?? 0) * 1_000_000) / wholeMs),
      wantedPpm: wanted.get(language) ?? null,
    }))
    .sort(
      (one, other) =>
        (other.wantedPpm ?? 0) - (one.wantedPpm ?? 0) ||
        other.heldPpm - one.heldPpm ||
        (one.language < other.language ? -1 : 1),
    );
}
