import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type ScreenRow = Selectable<Tables["screens"]>;

/** A screen with its place, the player that serves it now and the newest manifest made for it. */
export interface ScreenStateRow {
  readonly id: string;
  readonly name: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly tags_json: string;
  readonly retired_at_ms: number | null;
  readonly updated_at_ms: number;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly site_id: string;
  readonly site_name_vi: string;
  readonly site_name_en: string;
  readonly time_zone: string;
  readonly player: number | null;
  readonly device_name: string | null;
  readonly paired_at_ms: number | null;
  readonly state_json: string | null;
  readonly state_at_ms: number | null;
  readonly manifest_revision: number | null;
  readonly manifest_sha256: string | null;
  readonly manifest_created_at_ms: number | null;
}

/** Stores a new screen. */
export async function insertScreen(db: Database, row: Insertable<Tables["screens"]>): Promise<void> {
  await db.insertInto("screens").values(row).execute();
}

/** The screen, retired or not. */
export function findScreenRow(db: Database, id: string): Promise<ScreenRow | undefined> {
  return db.selectFrom("screens").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * Holds the screen's row until the transaction ends, so that two pairings of one screen follow each other.
 * Returns false when there is no such screen in use.
 */
export async function lockScreen(tx: Database, id: string, atMs: number): Promise<boolean> {
  const result = await tx
    .updateTable("screens")
    .set({ updated_at_ms: atMs })
    .where("id", "=", id)
    .where("retired_at_ms", "is", null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Renames a screen. */
export async function updateScreenName(db: Database, id: string, name: string, atMs: number): Promise<void> {
  await db.updateTable("screens").set({ name, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** Replaces the labels of a screen. */
export async function updateScreenTags(db: Database, id: string, tagsJson: string, atMs: number): Promise<void> {
  await db.updateTable("screens").set({ tags_json: tagsJson, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** Takes a screen out of use; its evidence stays. */
export async function retireScreenRow(db: Database, id: string, atMs: number): Promise<void> {
  await db.updateTable("screens").set({ retired_at_ms: atMs, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** The screen with its state, retired or not. */
export function findScreenState(db: Database, id: string): Promise<ScreenStateRow | undefined> {
  return screenStates(db).where("screens.id", "=", id).executeTakeFirst();
}

/** Screens in use with their state, in the order they were made, after `afterId`; of one site when it is given. */
export function listScreenStates(
  db: Database,
  page: { siteId?: string; afterId: string | null; limit: number },
): Promise<ScreenStateRow[]> {
  const { siteId, afterId } = page;
  return screenStates(db)
    .where("screens.retired_at_ms", "is", null)
    .where("clusters.retired_at_ms", "is", null)
    .where("sites.retired_at_ms", "is", null)
    .$if(siteId !== undefined, (query) => query.where("clusters.site_id", "=", siteId ?? ""))
    .$if(afterId !== null, (query) => query.where("screens.id", ">", afterId ?? ""))
    .orderBy("screens.id")
    .limit(page.limit)
    .execute();
}

/** How many clusters, screens and screens with a player each site has. */
export async function countScreensOfSites(
  db: Database,
  siteIds: readonly string[],
): Promise<Map<string, { screens: number; paired: number }>> {
  if (siteIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .leftJoin("player_assignments", (join) =>
      join.onRef("player_assignments.screen_id", "=", "screens.id").on("player_assignments.to_ms", "is", null),
    )
    .select((select) => [
      "clusters.site_id",
      select.fn.count("screens.id").distinct().as("screens"),
      select.fn.count("player_assignments.player").distinct().as("paired"),
    ])
    .where("clusters.site_id", "in", [...siteIds])
    .where("screens.retired_at_ms", "is", null)
    .where("clusters.retired_at_ms", "is", null)
    .groupBy("clusters.site_id")
    .execute();
  return new Map(rows.map((row) => [row.site_id, { screens: Number(row.screens), paired: Number(row.paired) }]));
}

/** How many screens in use a cluster has. */
export async function countScreensOfCluster(db: Database, clusterId: string): Promise<number> {
  const row = await db
    .selectFrom("screens")
    .select((select) => select.fn.countAll().as("screens"))
    .where("cluster_id", "=", clusterId)
    .where("retired_at_ms", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.screens);
}

function screenStates(db: Database) {
  return db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .leftJoin("player_assignments", (join) =>
      join.onRef("player_assignments.screen_id", "=", "screens.id").on("player_assignments.to_ms", "is", null),
    )
    .leftJoin("players", "players.number", "player_assignments.player")
    .leftJoin("manifests", (join) =>
      join.onRef("manifests.screen_id", "=", "screens.id").on("manifests.revision", "=", (select) =>
        select
          .selectFrom("manifests as newest")
          .select((inner) => inner.fn.max("newest.revision").as("revision"))
          .whereRef("newest.screen_id", "=", "screens.id"),
      ),
    )
    .select([
      "screens.id",
      "screens.name",
      "screens.width_px",
      "screens.height_px",
      "screens.tags_json",
      "screens.retired_at_ms",
      "screens.updated_at_ms",
      "clusters.id as cluster_id",
      "clusters.name as cluster_name",
      "sites.id as site_id",
      "sites.name_vi as site_name_vi",
      "sites.name_en as site_name_en",
      "sites.time_zone",
      "players.number as player",
      "players.device_name",
      "players.paired_at_ms",
      "players.state_json",
      "players.state_at_ms",
      "manifests.revision as manifest_revision",
      "manifests.sha256 as manifest_sha256",
      "manifests.created_at_ms as manifest_created_at_ms",
    ]);
}
