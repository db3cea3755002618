import type { ScheduleProblem } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { listScreensToCompile } from "../../db/repos/manifests.ts";
import { compileScreen, gatherSources } from "../manifests/gather-sources.ts";
import { reaches } from "../manifests/planned-entries.ts";
import { compileAll } from "../manifests/recompile-screens.ts";
import { requireRole } from "../people/require-role.ts";
import { snapshotNow } from "./schedule-snapshot.ts";

/** What stands against the schedule as it would be published now: holes, missing languages, nothing approved, shares. */
export async function listScheduleProblems(ctx: ServiceContext): Promise<ScheduleProblem[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const schedule = await snapshotNow(ctx);
  const screens = (await listScreensToCompile(ctx.db)).map(compileScreen);
  const compiled = await compileAll(ctx, screens, await gatherSources(ctx, schedule));
  const unheard = schedule.entries
    .filter((entry) => !screens.some((screen) => reaches(entry.target, screen)))
    .map((entry): ScheduleProblem => ({ kind: "reaches-no-screen", entryId: entry.id }));
  const all = [...unheard, ...compiled.flatMap(({ problems }) => problems)];
  return [...new Map(all.map((problem) => [canonicalJson(problem), problem])).values()];
}
