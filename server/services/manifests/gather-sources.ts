import type { ManifestAsset } from "../../../schemas/manifest.ts";
import type { DatedHours } from "../../../schemas/operating-hours.ts";
import { fallbackChain } from "../../../schemas/rules/language-chains.ts";
import { publicHolidayDates } from "../../../schemas/rules/lunar-dates.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleSnapshot } from "../../../schemas/schedule.ts";
import type { Database, ServiceContext } from "../../context.ts";
import { listRenditionAssets, listScreensToCompile } from "../../db/repos/manifests.ts";
import { listSiteHours } from "../../db/repos/site-hours.ts";
import { type ApprovedAiring, listApprovedAirings } from "../approval/list-approved-airings.ts";
import { listReference } from "../reference/list-reference.ts";
import { screenFacts } from "../sites/screen-facts.ts";
import { storedHours, storedMix } from "../sites/stored-forms.ts";
import type { ApprovedEdition, CompileScreen, CompileSources } from "./compile-input.ts";

type Reader = Pick<ServiceContext, "db" | "now">;

/** What the screens of a schedule may show now: approved, not withdrawn, with its media. Inside a transaction pass `{ db: tx, now }`. */
export async function gatherSources(ctx: Reader, schedule: ScheduleSnapshot): Promise<CompileSources> {
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
  return {
    schedule,
    editions,
    assets,
    publicHolidays: await readPublicHolidays(ctx),
    fallbacks: await readFallbacks(ctx.db),
  };
}

/**
 * The screens in use as the compiler takes them, by id; these alone when ids are given. Inside a transaction pass
 * `{ db: tx }`.
 */
export async function listCompileScreens(
  ctx: Pick<ServiceContext, "db">,
  screenIds?: readonly string[],
): Promise<CompileScreen[]> {
  const rows = await listScreensToCompile(ctx.db, screenIds);
  const gates = new Map((await listReference(ctx.db, "gate")).map((gate) => [gate.id, gate]));
  const hours = new Map<string, DatedHours[]>();
  for (const row of await listSiteHours(ctx.db)) {
    hours.set(row.site_id, [...(hours.get(row.site_id) ?? []), storedHours(row)]);
  }
  const mixes = new Map([...new Set(rows.map((row) => row.language_mix_json))].map((json) => [json, storedMix(json)]));
  return rows.map((row) => ({
    screenId: row.screen_id,
    siteId: row.site_id,
    placeName: row.name_vi.slice(0, 120),
    timeZone: row.time_zone,
    facts: screenFacts(row, gates),
    languages: mixes.get(row.language_mix_json) ?? [],
    hours: hours.get(row.site_id) ?? [],
  }));
}

/** From the year before to two years ahead: a manifest's days, and what its weeks look back on. */
async function readPublicHolidays(ctx: Reader): Promise<string[]> {
  const year = Number(civilAt(ctx.now(), "UTC").date.slice(0, 4));
  return publicHolidayDates(await listReference(ctx.db, "holiday"), year - 1, year + 2);
}

async function readFallbacks(db: Database): Promise<Record<string, string[]>> {
  const languages = await listReference(db, "language");
  const tags = languages.map(({ tag }) => tag);
  return Object.fromEntries(languages.map(({ tag, role }) => [tag, fallbackChain(tag, role, tags)]));
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
