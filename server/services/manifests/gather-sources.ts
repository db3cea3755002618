import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { ScheduleSnapshot } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { type CompiledScreenRow, listRenditionAssets } from "../../db/repos/manifests.ts";
import { type ApprovedAiring, listApprovedAirings } from "../approval/list-approved-airings.ts";
import type { ApprovedEdition, CompileScreen, CompileSources } from "./compile-input.ts";

/** What the screens of a schedule may show now: approved, not withdrawn, with its media. Inside a transaction pass `{ db: tx, now }`. */
export async function gatherSources(
  ctx: Pick<ServiceContext, "db" | "now">,
  schedule: ScheduleSnapshot,
): Promise<CompileSources> {
  const storyIds = [...new Set(schedule.playlists.flatMap((playlist) => playlist.storyIds))];
  const airings = await listApprovedAirings(ctx, storyIds);
  const editions: Record<string, ApprovedEdition[]> = {};
  for (const storyId of [...airings.keys()].sort()) {
    editions[storyId] = (airings.get(storyId) ?? [])
      .map(approvedEdition)
      .sort((one, other) => (one.airingSha256 < other.airingSha256 ? -1 : 1));
  }
  const renditions = Object.values(editions).flatMap((list) => list.flatMap((edition) => edition.renditions));
  const assets: Record<string, ManifestAsset> = {};
  for (const row of await listRenditionAssets(ctx.db, renditions)) {
    assets[row.sha256] = {
      sizeBytes: row.size_bytes,
      mediaType: row.media_type,
      chunkListSha256: row.chunk_list_sha256,
    };
  }
  return { schedule, editions, assets };
}

/** A screen's row as the compiler takes it. */
export function compileScreen(row: CompiledScreenRow): CompileScreen {
  const languages: unknown = JSON.parse(row.languages_json);
  return {
    screenId: row.screen_id,
    siteId: row.site_id,
    placeName: row.name_vi.slice(0, 120),
    timeZone: row.time_zone,
    languages: Array.isArray(languages) ? languages.filter((tag): tag is string => typeof tag === "string") : [],
  };
}

function approvedEdition({ airingSha256, document }: ApprovedAiring): ApprovedEdition {
  return {
    kind: document.kind,
    airingSha256,
    editionVersionId: document.editionVersionId,
    language: document.language,
    renditions: document.renditions.map((rendition) => rendition.sha256),
    durationMs: document.durationMs,
    notBeforeMs: document.notBeforeMs,
    notAfterMs: document.notAfterMs,
    siteIds: document.scope.kind === "sites" ? [...document.scope.siteIds].sort() : null,
  };
}
