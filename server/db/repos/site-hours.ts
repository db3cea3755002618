import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type SiteHoursRow = Selectable<Tables["site_hours"]>;

/** Puts the hours of a site from a date in place of any that began on that very date. */
export async function saveSiteHours(db: Database, row: SiteHoursRow): Promise<void> {
  await db
    .insertInto("site_hours")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["site_id", "from_date"]).doUpdateSet({
        hours_json: row.hours_json,
        created_by: row.created_by,
        created_at_ms: row.created_at_ms,
      }),
    )
    .execute();
}

/** The hours that begin on this very date. */
export function findSiteHours(db: Database, siteId: string, fromDate: string): Promise<SiteHoursRow | undefined> {
  return db
    .selectFrom("site_hours")
    .selectAll()
    .where("site_id", "=", siteId)
    .where("from_date", "=", fromDate)
    .executeTakeFirst();
}

/** Takes the hours of a date away; those before it go on. */
export async function deleteSiteHours(db: Database, siteId: string, fromDate: string): Promise<void> {
  await db.deleteFrom("site_hours").where("site_id", "=", siteId).where("from_date", "=", fromDate).execute();
}

/** All hours of these sites, by site and date; of every site when none are given. */
export async function listSiteHours(db: Database, siteIds?: readonly string[]): Promise<SiteHoursRow[]> {
  if (siteIds?.length === 0) return [];
  return db
    .selectFrom("site_hours")
    .selectAll()
    .$if(siteIds !== undefined, (query) => query.where("site_id", "in", [...(siteIds ?? [])]))
    .orderBy("site_id")
    .orderBy("from_date")
    .execute();
}
