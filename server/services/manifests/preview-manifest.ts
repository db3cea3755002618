import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { listApprovedAirings } from "../approval/list-approved-airings.ts";
import { requireRole } from "../people/require-role.ts";
import { publishableSchedule } from "../schedule/publishable-schedule.ts";
import { gatherSources, listCompileScreens } from "./gather-sources.ts";
import { compileAll, compileCacheOf } from "./recompile-screens.ts";

export interface ManifestPreview {
  /** Revision 1; not signed, never sent to a player. */
  readonly manifest: Manifest;
  readonly airings: Readonly<Record<string, AiringDocument>>;
  readonly problems: readonly ScheduleProblem[];
}

/** What the screen would show if the asker published the schedule as it stands now. Errors: `not-found`. */
export async function previewManifest(ctx: ServiceContext, input: { screenId: string }): Promise<ManifestPreview> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { schedule } = await publishableSchedule(ctx);
  const screens = await listCompileScreens(ctx, [input.screenId]);
  const [compiled] = await compileAll(ctx, screens, await gatherSources(ctx, schedule), compileCacheOf(ctx));
  if (compiled === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  const storyIds = schedule.playlists.flatMap((playlist) => playlist.storyIds);
  const shown = new Set(compiled.manifest.items.map((item) => item.airingSha256));
  const airings: Record<string, AiringDocument> = {};
  for (const list of (await listApprovedAirings(ctx, storyIds)).values()) {
    for (const airing of list) if (shown.has(airing.airingSha256)) airings[airing.airingSha256] = airing.document;
  }
  return { manifest: compiled.manifest, airings, problems: compiled.problems };
}
