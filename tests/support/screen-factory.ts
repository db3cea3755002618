import type { ServiceContext } from "../../server/context.ts";
import { newId } from "../../server/new-id.ts";

/** A site in one time zone with one screen, written straight into the tables. */
export async function addScreen(
  ctx: ServiceContext,
  options: { languages?: readonly string[]; timeZone?: string; siteId?: string } = {},
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
        gate_id: null,
        name_vi: "Cửa khẩu thử",
        name_en: "Test gate",
        time_zone: options.timeZone ?? "Asia/Ho_Chi_Minh",
        languages_json: JSON.stringify(options.languages ?? []),
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
      updated_at_ms: ctx.now(),
      ...made,
    })
    .execute();
  return { siteId, clusterId, screenId };
}
