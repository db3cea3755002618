import { NounId } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { findPerson } from "../../services/people/read-person.ts";
import { diffSchedule } from "../../services/schedule/diff-schedule.ts";
import { mayChange } from "../../services/schedule/entry-rights.ts";
import { listDayparts } from "../../services/schedule/list-dayparts.ts";
import { listScheduleProblems, type ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { readSchedule, type ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ConsoleContext } from "../console-env.ts";
import { type PublishedTruth, publishedTruth } from "../overview/published-truth.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { respond } from "../respond.ts";
import { type LitScreen, litScreens } from "../screens/lit-screens.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { decisionsOf } from "./decide-data.ts";
import { readPlaces } from "./entry-places.ts";
import { type Glass, readGlass } from "./glass-data.ts";
import { chosenInstant } from "./glass-time.ts";
import { SchedulePage } from "./schedule-page.tsx";
import { isToDecide, problemsOn, readTimeline, type Timeline } from "./timeline-data.ts";
import { plainQuery, readTimelineQuery, type TimelineQuery } from "./timeline-query.ts";
import { filterOptions, filterScreens, readTimelineScreens, type TimelineScreen } from "./timeline-screens.ts";

/** With more screens than this the page is drawn first, and looks through all of them only when asked. */
const MOST_LOOKED_THROUGH = 100;

/** Answers with the schedule page; an address that cannot be read is refused beside today's drawing. */
export async function showSchedule(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const { query, told } = askedQuery(c, refusal);
  const schedule = await readSchedule(ctx);
  const screens = await readTimelineScreens(ctx);
  const isLooked = screens.length <= MOST_LOOKED_THROUGH || query.whole || query.needs;
  const problems = !isLooked ? null : schedule.entries.length === 0 ? [] : await listScheduleProblems(ctx);
  const timeline = await readTimeline(ctx, query, screens, problems);
  const dayparts = await listDayparts(ctx);
  const glass = await askedGlass(c, timeline, screens);
  const page = (
    <SchedulePage
      view={view}
      query={timeline.query}
      schedule={schedule}
      mayChange={(entry) => mayChange(ctx.actor, entry)}
      timeline={timeline}
      choices={await filterOptions(ctx, view, screens)}
      onDate={countOnDate(problems, query, screens)}
      decisions={
        problems === null ? null : await decisionsOf(ctx, view, query, problems, { screens, schedule, dayparts })
      }
      needing={needing(problems)}
      diff={isLooked && schedule.entries.length > 0 ? await diffSchedule(ctx) : null}
      glass={glass.shown}
      truth={await readTruth(ctx, schedule, await litScreens(c))}
      places={await readPlaces(ctx, view)}
      dayparts={dayparts}
      undo={undoOf(c)}
      refusal={told ?? glass.refusal}
    />
  );
  return respond(c, page, told?.status ?? glass.refusal?.status ?? 200);
}

/** An entry just taken out comes back; with a version, it is put back as it was before that. */
function undoOf(c: ConsoleContext): string | null {
  const entryId = NounId.safeParse(c.req.query("undo")).data;
  if (entryId === undefined) return null;
  const basis = Number(c.req.query("basis"));
  const isChange = Number.isSafeInteger(basis) && basis > 0;
  return `/schedule/entries/${entryId}/${isChange ? `put-back?basis=${basis}` : "restore"}`;
}

function askedQuery(c: ConsoleContext, refusal: Refusal | undefined) {
  const today = civilAt(c.get("view").nowMs, HOME_ZONE).date;
  try {
    return { query: readTimelineQuery((name) => c.req.query(name), today), told: refusal };
  } catch (error) {
    return { query: plainQuery(today), told: refusalOf(c, error) };
  }
}

/** The glass of the chosen screen, else of the first drawn, at the chosen time of the chosen date. */
async function askedGlass(
  c: ConsoleContext,
  timeline: Timeline,
  screens: readonly TimelineScreen[],
): Promise<{ shown: Glass | null; refusal?: Refusal }> {
  const view = c.get("view");
  const { query } = timeline;
  const chosen = screens.find(({ screen }) => screen.screenId === query.screen)?.screen;
  const screen = chosen ?? timeline.gates[0]?.lanes[0]?.screen;
  if (screen === undefined) return { shown: null };
  const glassAt = (typed: string | null) =>
    readGlass(c.get("ctx"), view, screen, chosenInstant(query.date, typed, screen.timeZone, view.nowMs));
  try {
    return { shown: await glassAt(query.at) };
  } catch (error) {
    const refusal = refusalOf(c, error);
    return { shown: await glassAt(null), refusal };
  }
}

function countOnDate(
  problems: readonly ProblemLine[] | null,
  query: TimelineQuery,
  screens: readonly TimelineScreen[],
): { clashes: number; holes: number } | null {
  if (problems === null) return null;
  const matching = filterScreens(screens, { ...query, needs: false }, null);
  const lines = problemsOn(problems, query.date, new Set(matching.map(({ screen }) => screen.screenId)));
  const clashes = lines.filter(({ problem }) => problem.kind === "clash").length;
  return { clashes, holes: lines.length - clashes };
}

function needing(problems: readonly ProblemLine[] | null): number | null {
  if (problems === null) return null;
  const lines = problems.filter(isToDecide);
  return new Set(lines.flatMap(({ screens }) => screens.map(({ screenId }) => screenId))).size;
}

/** The truth of the last publication; null before the first. */
export async function readTruth(
  ctx: ServiceContext,
  schedule: ScheduleView,
  screens: readonly LitScreen[],
): Promise<PublishedTruth | null> {
  if (schedule.publishedAtMs === null) return null;
  const by = schedule.publishedBy === null ? undefined : await findPerson(ctx.db, schedule.publishedBy);
  return publishedTruth({ atMs: schedule.publishedAtMs, byName: by?.displayName ?? null }, screens);
}
