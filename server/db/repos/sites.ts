import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type SiteRow = Selectable<Tables["sites"]>;
type ClusterRow = Selectable<Tables["clusters"]>;

/** Stores a new site. */
export async function insertSite(db: Database, row: Insertable<Tables["sites"]>): Promise<void> {
  await db.insertInto("sites").values(row).execute();
}

/** The site, retired or not. */
export function findSite(db: Database, id: string): Promise<SiteRow | undefined> {
  return db.selectFrom("sites").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The site in use at a gate of the reference. */
export function findSiteOfGate(db: Database, gateId: string): Promise<SiteRow | undefined> {
  return db
    .selectFrom("sites")
    .selectAll()
    .where("gate_id", "=", gateId)
    .where("retired_at_ms", "is", null)
    .executeTakeFirst();
}

/** Sites in use in the order they were made, after `afterId`. */
export function listSiteRows(db: Database, page: { afterId: string | null; limit: number }): Promise<SiteRow[]> {
  return db
    .selectFrom("sites")
    .selectAll()
    .where("retired_at_ms", "is", null)
    .$if(page.afterId !== null, (query) => query.where("id", ">", page.afterId ?? ""))
    .orderBy("id")
    .limit(page.limit)
    .execute();
}

/** Renames a site in both languages. */
export async function updateSiteNames(
  db: Database,
  id: string,
  names: { vi: string; en: string },
  atMs: number,
): Promise<void> {
  await db
    .updateTable("sites")
    .set({ name_vi: names.vi, name_en: names.en, updated_at_ms: atMs })
    .where("id", "=", id)
    .execute();
}

/** Changes how a site speaks or is labelled. */
export async function updateSite(
  db: Database,
  id: string,
  change: Partial<Pick<SiteRow, "language_mix_json" | "tags_json" | "updated_at_ms">>,
): Promise<void> {
  await db.updateTable("sites").set(change).where("id", "=", id).execute();
}

/** Takes a site out of use; its evidence stays. */
export async function retireSiteRow(db: Database, id: string, atMs: number): Promise<void> {
  await db.updateTable("sites").set({ retired_at_ms: atMs, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** Stores a new cluster. */
export async function insertCluster(db: Database, row: Insertable<Tables["clusters"]>): Promise<void> {
  await db.insertInto("clusters").values(row).execute();
}

/** The cluster, retired or not. */
export function findCluster(db: Database, id: string): Promise<ClusterRow | undefined> {
  return db.selectFrom("clusters").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Clusters in use of these sites, in the order they were made. */
export async function listClustersOfSites(db: Database, siteIds: readonly string[]): Promise<ClusterRow[]> {
  if (siteIds.length === 0) return [];
  return db
    .selectFrom("clusters")
    .selectAll()
    .where("site_id", "in", [...siteIds])
    .where("retired_at_ms", "is", null)
    .orderBy("id")
    .execute();
}

/** Renames a cluster. */
export async function updateClusterName(db: Database, id: string, name: string): Promise<void> {
  await db.updateTable("clusters").set({ name }).where("id", "=", id).execute();
}

/** Takes a cluster out of use; its evidence stays. */
export async function retireClusterRow(db: Database, id: string, atMs: number): Promise<void> {
  await db.updateTable("clusters").set({ retired_at_ms: atMs }).where("id", "=", id).execute();
}

/** The gate that each of these sites stands at, retired or not; one at no gate is absent. */
export async function listGatesOfSites(db: Database, siteIds: readonly string[]): Promise<Map<string, string>> {
  if (siteIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("sites")
    .select(["id", "gate_id"])
    .where("id", "in", [...new Set(siteIds)])
    .execute();
  return new Map(rows.flatMap(({ id, gate_id }) => (gate_id === null ? [] : [[id, gate_id]])));
}
