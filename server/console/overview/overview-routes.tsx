import { Hono } from "hono";
import type { ServiceContext } from "../../context.ts";
import { listWaitingAirings } from "../../services/approval/get-airing.ts";
import { listPeople } from "../../services/people/list-people.ts";
import { dueReports } from "../../services/reports/report-calendar.ts";
import { listScheduleProblems, type ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { readSchedule, type ScheduleView } from "../../services/schedule/read-schedule.ts";
import { listStories, type StorySummary } from "../../services/stories/list-stories.ts";
import type { ConsoleEnv } from "../console-env.ts";
import { periodText } from "../reports/reports-page.tsx";
import { respond } from "../respond.ts";
import { readTruth } from "../schedule/show-schedule.tsx";
import { litScreens } from "../screens/lit-screens.ts";
import { editionHref } from "../stories/edition-state.tsx";
import type { View } from "../view.ts";
import type { PathStep } from "./first-path.tsx";
import { needsOf } from "./needs.ts";
import { OverviewPage } from "./overview-page.tsx";

const LIST_LIMIT = 50;

/** The first page of the day. */
export function overviewConsole(): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get("/", async (c) => {
    const ctx = c.get("ctx");
    const view = c.get("view");
    const screens = await litScreens(c);
    const { items: waiting } = await listWaitingAirings(ctx, { limit: LIST_LIMIT });
    const schedule = await readSchedule(ctx);
    const own = await ownStories(ctx, view);
    const needs = needsOf(view, {
      screens,
      waiting,
      returned: own.flatMap(returnedEdition),
      approvers: await countApprovers(ctx, view),
      hasUnpublished: schedule.hasUnpublishedChanges,
      reports: (await dueReports(ctx)).map(({ call, dueDate, kind, period }) => ({
        ...{ call, dueDate },
        name: `${view.t(`report-kind.${kind}`)} ${periodText(view, period)}`,
      })),
      holes: schedule.entries.length === 0 ? 0 : (await listScheduleProblems(ctx)).filter(breaksGlass).length,
    });
    const page = (
      <OverviewPage
        view={view}
        needs={needs}
        screens={screens}
        truth={await readTruth(ctx, schedule, screens)}
        step={pathStep(view, own, schedule)}
      />
    );
    return respond(c, page);
  });
}

/** What leaves a screen without content; a missing language falls back to another and can wait for the schedule page. */
function breaksGlass({ problem }: ProblemLine): boolean {
  return problem.kind === "hole" || problem.kind === "nothing-approved" || problem.kind === "empty-playlist";
}

/** Only administrators may see everybody; others are not told to invite people. */
async function countApprovers(ctx: ServiceContext, view: View): Promise<number | null> {
  if (view.person?.roles.includes("administrator") !== true) return null;
  const people = await listPeople(ctx);
  return people.filter((person) => person.roles.includes("approver") && person.state !== "disabled").length;
}

/** What this person wrote, newest first. */
async function ownStories(ctx: ServiceContext, view: View): Promise<StorySummary[]> {
  const { items } = await listStories(ctx, { limit: LIST_LIMIT });
  return items.filter((story) => story.createdBy === view.person?.id);
}

function returnedEdition(story: StorySummary): { title: string; href: string }[] {
  const edition = story.editions.find((one) => one.state === "rejected");
  return edition === undefined ? [] : [{ title: story.title, href: editionHref(story.storyId, edition) }];
}

/**
 * The step to take next on the way of this person's first own story; null for who writes none, and when one of theirs
 * is published. In a demo workspace the demo's stories do not walk the path for anybody.
 */
function pathStep(view: View, own: readonly StorySummary[], schedule: ScheduleView): PathStep | null {
  if (view.person?.roles.includes("editor") !== true) return null;
  if (own.length === 0) return "add";
  const [newest] = own;
  const scheduled = new Set(schedule.playlists.flatMap((playlist) => playlist.storyIds));
  if (own.some((story) => scheduled.has(story.storyId)) && !schedule.hasUnpublishedChanges) return null;
  if (newest !== undefined && scheduled.has(newest.storyId)) return "publish";
  const editions = newest?.editions ?? [];
  if (editions.some((edition) => edition.approvedVersion !== null)) return "put";
  const waiting = editions.filter((edition) => edition.state === "waiting" || edition.state === "draft");
  if (waiting.length === 0) return "add";
  return waiting.some((edition) => edition.approvals > 0) ? "second" : "sign";
}
