import type { ServiceContext } from "../../server/context.ts";
import { newId } from "../../server/new-id.ts";
import { equalMix } from "../../server/services/sites/equal-mix.ts";

/** A site in one time zone with one screen, written straight into the tables. */
export async function addScreen(
  ctx: ServiceContext,
  options: {
    /** In equal shares. */
    languages?: readonly string[];
    timeZone?: string;
    siteId?: string;
    /** Of a new site; none by default. */
    gateId?: string;
    siteTags?: readonly string[];
    /** Of the screen. */
    tags?: readonly string[];
  } = {},
): Promise<{ siteId: string; clusterId: string; screenId: string }> {
  const made = { created_at_ms: ctx.now(), retired_at_ms: null };
  const siteId = options.siteId ?? newId(ctx.now());
  const clusterId = newId(ctx.now());
  const screenId = newId(ctx.now());
  if (options.siteId === undefined) {
    await ctx.db
      .insertInto("sites")
      .values({
        id: siteId,
        gate_id: options.gateId ?? null,
        name_vi: "Cửa khẩu thử",
        name_en: "Test gate",
        time_zone: options.timeZone ?? "Asia/Ho_Chi_Minh",
        language_mix_json: JSON.stringify(equalMix(options.languages ?? [])),
        tags_json: JSON.stringify(options.siteTags ?? []),
        updated_at_ms: ctx.now(),
        ...made,
      })
      .execute();
  }
  await ctx.db
    .insertInto("clusters")
    .values({ id: clusterId, site_id: siteId, name: "Cụm 1", ...made })
    .execute();
  await ctx.db
    .insertInto("screens")
    .values({
      id: screenId,
      cluster_id: clusterId,
      name: "Màn hình 1",
      width_px: 1_920,
      height_px: 1_080,
      tags_json: JSON.stringify(options.tags ?? []),
      updated_at_ms: ctx.now(),
      ...made,
    })
    .execute();
  return { siteId, clusterId, screenId };
}
