import type { LanguageMix } from "../../../schemas/language-mix.ts";
import type { ServiceContext } from "../../context.ts";
import { countScreensOfSites, listScreenStates } from "../../db/repos/screens.ts";
import { findSite, listClustersOfSites, listSiteRows, type SiteRow } from "../../db/repos/sites.ts";
import { DomainError } from "../../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";
import { MAX_SCREENS_PAGE } from "./list-screens.ts";
import { type ScreenView, screenView } from "./screen-view.ts";
import { storedMix, storedTags } from "./stored-forms.ts";

const MAX_SITES_PAGE = 200;

/** A site with how much stands there. */
export interface SiteSummary {
  readonly siteId: string;
  readonly gateId: string | null;
  readonly names: { readonly vi: string; readonly en: string };
  readonly timeZone: string;
  /** The tags of `mix`. */
  readonly languages: readonly string[];
  /** Heaviest first; empty where none was ever chosen. */
  readonly mix: LanguageMix;
  /** Labels, sorted. */
  readonly tags: readonly string[];
  /** What a change of mix is made from. */
  readonly updatedAtMs: number;
  readonly retiredAtMs: number | null;
  readonly clusters: number;
  readonly screens: number;
  readonly pairedScreens: number;
}

export interface SiteDetail extends Omit<SiteSummary, "clusters"> {
  readonly clusters: readonly {
    readonly clusterId: string;
    readonly name: string;
    readonly screens: readonly ScreenView[];
  }[];
}

/** Sites in use with their counts, in the order they were made. */
export async function listSites(
  ctx: ServiceContext,
  input: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<Page<SiteSummary>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(input.limit ?? 100, MAX_SITES_PAGE);
  const rows = await listSiteRows(ctx.db, { afterId: input.cursor ?? null, limit: limit + 1 });
  const siteIds = rows.map((row) => row.id);
  const counts = await countScreensOfSites(ctx.db, siteIds);
  const clusters = await listClustersOfSites(ctx.db, siteIds);
  return pageOf(
    rows,
    limit,
    (row) => row.id,
    (row) => ({
      ...siteFacts(row),
      clusters: clusters.filter((cluster) => cluster.site_id === row.id).length,
      screens: counts.get(row.id)?.screens ?? 0,
      pairedScreens: counts.get(row.id)?.paired ?? 0,
    }),
  );
}

/** One site, retired or not, with its clusters and screens in use (at most 500 screens). Errors: `not-found`. */
export async function getSite(ctx: ServiceContext, input: { siteId: string }): Promise<SiteDetail> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findSite(ctx.db, input.siteId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  const clusters = await listClustersOfSites(ctx.db, [row.id]);
  const states = await listScreenStates(ctx.db, { siteId: row.id, afterId: null, limit: MAX_SCREENS_PAGE });
  const screens = states.map(screenView);
  return {
    ...siteFacts(row),
    screens: screens.length,
    pairedScreens: screens.filter((screen) => screen.player !== null).length,
    clusters: clusters.map((cluster) => ({
      clusterId: cluster.id,
      name: cluster.name,
      screens: screens.filter((screen) => screen.clusterId === cluster.id),
    })),
  };
}

function siteFacts(row: SiteRow) {
  const mix = storedMix(row.language_mix_json);
  return {
    siteId: row.id,
    gateId: row.gate_id,
    names: { vi: row.name_vi, en: row.name_en },
    timeZone: row.time_zone,
    languages: mix.map(({ language }) => language),
    mix,
    tags: storedTags(row.tags_json),
    updatedAtMs: row.updated_at_ms,
    retiredAtMs: row.retired_at_ms,
  };
}
