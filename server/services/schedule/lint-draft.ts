import type { NamedDaypart } from "../../../schemas/entry-timing.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { listExpiredStories } from "../approval/list-approved-airings.ts";
import { gatherSources, listCompileScreens } from "../manifests/gather-sources.ts";
import { requireRole } from "../people/require-role.ts";
import { lintEntries } from "./lint-entries.ts";
import type { ProblemLine } from "./list-schedule-problems.ts";
import { fixOf, severityOf } from "./problem-facts.ts";

interface LintDraftInput {
  /** As it would be saved; its id and playlist need not be known. */
  readonly entry: ScheduledEntry;
  /** What it would play, in order. */
  readonly storyIds: readonly string[];
  readonly dayparts: readonly NamedDaypart[];
}

/**
 * What stands against an entry by itself before it is saved: nothing to play, nothing approved, expired, over, never
 * open, reaching no screen. What the screens make of it beside the others is told by the list of problems once it is saved.
 */
export async function lintDraft(ctx: ServiceContext, input: LintDraftInput): Promise<ProblemLine[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { entry } = input;
  const schedule = {
    type: "schedule" as const,
    playlists: [{ id: entry.playlistId, name: entry.name, storyIds: [...input.storyIds] }],
    dayparts: [...input.dayparts],
    entries: [entry],
  };
  const sources = await gatherSources(ctx, schedule);
  const unheard = input.storyIds.filter((storyId) => sources.editions[storyId] === undefined);
  const expired = await listExpiredStories(ctx, unheard);
  return lintEntries({ sources, expired }, await listCompileScreens(ctx), ctx.now()).map((problem) => ({
    problem,
    severity: severityOf(problem),
    fix: fixOf(problem, () => entry.playlistId),
    screens: [],
    entries: [{ entryId: entry.id, name: entry.name }],
    languages: [],
  }));
}
