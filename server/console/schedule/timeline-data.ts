import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { operatingWindowsOn } from "../../../schemas/rules/operating-hours.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import type { ScreenPlan } from "../../services/manifests/screen-plan.ts";
import { type DayOfScreen, type DrawnDays, dayOfScreen } from "../../services/schedule/day-of-screen.ts";
import type { ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { placeTime, readPlans, type SchedulePlans } from "../../services/schedule/read-plans.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { HOME_ZONE } from "../parts/format.ts";
import type { ThreeLights } from "../screens/light-states.ts";
import { drawLane, type LaneDrawing } from "./timeline-lane.ts";
import { mondayOf, type TimelineQuery } from "./timeline-query.ts";
import { filterScreens, lightsOfScreens, type TimelineScreen } from "./timeline-screens.ts";
import { dayParts, quarterParts, weekParts } from "./timeline-spans.ts";

/** Most screens drawn at once: each costs the work of one publication. */
const MOST_DRAWN = 24;

/** One screen's line. */
export interface TimelineLane {
  readonly screen: ScreenView;
  readonly lights: ThreeLights;
  readonly lane: LaneDrawing;
  readonly startMs: number;
  readonly endMs: number;
  readonly place: PlaceTime;
  /** The chosen date, whatever span is drawn. */
  readonly day: DayOfScreen;
}

/** One gate with its drawn screens. */
export interface TimelineGate {
  readonly siteId: string;
  readonly names: { readonly vi: string; readonly en: string };
  /** On the chosen date. */
  readonly hours: readonly DaypartWindow[] | "around-the-clock";
  /** Of the chosen date over the drawn screens, heaviest first. */
  readonly languages: DayOfScreen["languages"];
  readonly lanes: readonly TimelineLane[];
}

/** The timeline of one look. */
export interface Timeline {
  readonly query: TimelineQuery;
  readonly gates: readonly TimelineGate[];
  /** Screens on this page, let through by the filters, in use. */
  readonly shown: number;
  readonly matching: number;
  readonly total: number;
  readonly pages: number;
  /** The dates of the week, Monday first, with how many clashes and holes each has; null: not looked for. */
  readonly week: readonly { readonly date: string; readonly marks: number | null }[];
}

/** Draws one page of screens by the compiler's own plan, as if the schedule were published now. */
export async function readTimeline(
  ctx: ServiceContext,
  query: TimelineQuery,
  screens: readonly TimelineScreen[],
  problems: readonly ProblemLine[] | null,
): Promise<Timeline> {
  const needing = problems === null ? null : new Set(problems.filter(isToDecide).flatMap(screenIdsOf));
  const matching = filterScreens(screens, query, needing);
  const pages = Math.max(1, Math.ceil(matching.length / MOST_DRAWN));
  const page = Math.min(query.page, pages);
  const drawn = matching.slice((page - 1) * MOST_DRAWN, page * MOST_DRAWN).map(({ screen }) => screen);
  const covering = query.span === "week" ? mondayOf(query.date) : query.date;
  const read = await readPlans(ctx, { screenIds: drawn.map(({ screenId }) => screenId), draft: true, covering });
  const lights = await lightsOfScreens(ctx, drawn, ctx.now());
  const drawnOn = new Map<string, DrawnDays>();
  const lanes = drawn.flatMap((screen) => {
    const plan = read.plans.find((one) => one.screen.screenId === screen.screenId);
    const lit = lights.get(screen.screenId);
    return plan === undefined || lit === undefined ? [] : [laneOf(screen, lit, plan, { read, drawnOn, query })];
  });
  return {
    query: { ...query, page },
    gates: gatesOf(lanes, read, query.date),
    shown: lanes.length,
    matching: matching.length,
    total: screens.length,
    pages,
    week: weekMarks(query, problems, new Set(matching.map(({ screen }) => screen.screenId))),
  };
}

function laneOf(
  screen: ScreenView,
  lights: ThreeLights,
  plan: ScreenPlan,
  drawing: { readonly read: SchedulePlans; readonly drawnOn: Map<string, DrawnDays>; readonly query: TimelineQuery },
): TimelineLane {
  const { read, drawnOn, query } = drawing;
  const dayOn = (date: string) => {
    const drawn = drawnOn.get(date) ?? new WeakMap();
    drawnOn.set(date, drawn);
    return dayOfScreen(plan, read, date, drawn);
  };
  const day = dayOn(query.date);
  const entries = new Map(read.schedule.entries.map((entry) => [entry.id, entry]));
  const parts =
    query.span === "week"
      ? weekParts(dayOn, mondayOf(query.date))
      : query.span === "quarter"
        ? quarterParts(plan.manifest, entries, query.date)
        : dayParts(day);
  const { startMs, endMs } = parts;
  const place = placeTime(plan.screen, read.sources);
  // What is over can no longer be filled.
  const fromMs = place.at(query.today, 0);
  const holes = parts.holes.flatMap((hole) =>
    hole.toMs > fromMs ? [{ ...hole, fromMs: Math.max(hole.fromMs, fromMs) }] : [],
  );
  return { screen, lights, lane: drawLane({ ...parts, holes }), startMs, endMs, place, day };
}

function gatesOf(lanes: readonly TimelineLane[], read: SchedulePlans, date: string): TimelineGate[] {
  const bySite = new Map<string, TimelineLane[]>();
  for (const lane of lanes) bySite.set(lane.screen.siteId, [...(bySite.get(lane.screen.siteId) ?? []), lane]);
  const holidays = new Set(read.sources.publicHolidays);
  return [...bySite].flatMap(([siteId, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const hours = operatingWindowsOn(first.place.hours, holidays, date);
    return [{ siteId, names: first.screen.siteNames, hours, languages: meanLanguages(own), lanes: own }];
  });
}

function meanLanguages(lanes: readonly TimelineLane[]): DayOfScreen["languages"] {
  const held = new Map<string, { sumPpm: number; wantedPpm: number | null }>();
  for (const { language, heldPpm, wantedPpm } of lanes.flatMap(({ day }) => day.languages)) {
    held.set(language, { sumPpm: (held.get(language)?.sumPpm ?? 0) + heldPpm, wantedPpm });
  }
  return [...held]
    .map(([language, { sumPpm, wantedPpm }]) => ({ language, heldPpm: sumPpm / lanes.length, wantedPpm }))
    .sort((one, other) => (other.wantedPpm ?? 0) - (one.wantedPpm ?? 0) || other.heldPpm - one.heldPpm);
}

function weekMarks(
  { date }: TimelineQuery,
  problems: readonly ProblemLine[] | null,
  screenIds: ReadonlySet<string>,
): Timeline["week"] {
  const monday = mondayOf(date);
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map((day) => ({
    date: day,
    marks: problems === null ? null : problemsOn(problems, day, screenIds).length,
  }));
}

/** The clashes and holes that touch a date, from midnight to midnight, on one of these screens. */
export function problemsOn(
  problems: readonly ProblemLine[],
  date: string,
  screenIds: ReadonlySet<string> | null,
): ProblemLine[] {
  const fromMs = startOfDate(date, HOME_ZONE);
  const toMs = startOfDate(addDays(date, 1), HOME_ZONE);
  return problems.filter(
    (line) =>
      (line.problem.kind === "clash" || line.problem.kind === "hole") &&
      line.problem.fromMs < toMs &&
      line.problem.toMs > fromMs &&
      (screenIds === null || screenIdsOf(line).some((screenId) => screenIds.has(screenId))),
  );
}

/** Whether a person must decide: a screen will not do what the schedule says. */
export function isToDecide({ severity }: ProblemLine): boolean {
  return severity === "error";
}

function screenIdsOf({ screens }: ProblemLine): string[] {
  return screens.map(({ screenId }) => screenId);
}
