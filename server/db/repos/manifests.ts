import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type ManifestRow = Selectable<Tables["manifests"]>;

/** A screen in use, with what its manifest depends on. */
export interface CompiledScreenRow {
  readonly screen_id: string;
  readonly screen_name: string;
  readonly screen_tags_json: string;
  readonly cluster_id: string;
  readonly site_id: string;
  readonly gate_id: string | null;
  readonly name_vi: string;
  readonly name_en: string;
  readonly time_zone: string;
  readonly site_tags_json: string;
  readonly language_mix_json: string;
}

/** Screens in use, by id; these alone when ids are given. */
export async function listScreensToCompile(db: Database, screenIds?: readonly string[]): Promise<CompiledScreenRow[]> {
  if (screenIds?.length === 0) return [];
  return db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .select([
      "screens.id as screen_id",
      "screens.name as screen_name",
      "screens.tags_json as screen_tags_json",
      "clusters.id as cluster_id",
      "sites.id as site_id",
      "sites.gate_id",
      "sites.name_vi",
      "sites.name_en",
      "sites.time_zone",
      "sites.tags_json as site_tags_json",
      "sites.language_mix_json",
    ])
    .where("screens.retired_at_ms", "is", null)
    .where("clusters.retired_at_ms", "is", null)
    .where("sites.retired_at_ms", "is", null)
    .$if(screenIds !== undefined, (query) => query.where("screens.id", "in", [...(screenIds ?? [])]))
    .orderBy("screens.id")
    .execute();
}

/** The newest manifest of a screen. */
export function findNewestManifest(db: Database, screenId: string): Promise<ManifestRow | undefined> {
  return db
    .selectFrom("manifests")
    .selectAll()
    .where("screen_id", "=", screenId)
    .orderBy("revision", "desc")
    .executeTakeFirst();
}

/** The manifest that a screen was given under this revision. */
export function findManifest(db: Database, screenId: string, revision: number): Promise<ManifestRow | undefined> {
  return db
    .selectFrom("manifests")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("revision", "=", revision)
    .executeTakeFirst();
}

export async function insertManifest(db: Database, row: ManifestRow): Promise<void> {
  await db.insertInto("manifests").values(row).execute();
}

/** Manifests of a screen that were in force at some instant of `[fromMs, toMs)`, oldest first. */
export async function listManifestsInForce(
  db: Database,
  screenId: string,
  fromMs: number,
  toMs: number,
): Promise<ManifestRow[]> {
  const rows = await db
    .selectFrom("manifests")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("created_at_ms", ">=", fromMs)
    .where("created_at_ms", "<", toMs)
    .orderBy("revision")
    .execute();
  const before = await db
    .selectFrom("manifests")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("created_at_ms", "<", fromMs)
    .orderBy("revision", "desc")
    .executeTakeFirst();
  return before === undefined ? rows : [before, ...rows];
}

/** The state that each player of the screen told last. */
export async function listPlayerStates(db: Database, screenId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("player_assignments")
    .innerJoin("players", "players.number", "player_assignments.player")
    .select("players.state_json")
    .where("player_assignments.screen_id", "=", screenId)
    .execute();
  return rows.flatMap((row) => row.state_json ?? []);
}

/** Chunk lists and kinds of renditions, by hash. */
export async function listRenditionAssets(
  db: Database,
  sha256s: readonly string[],
): Promise<{ sha256: string; size_bytes: number; media_type: string; chunk_list_sha256: string }[]> {
  if (sha256s.length === 0) return [];
  return db
    .selectFrom("renditions")
    .select(["sha256", "size_bytes", "media_type", "chunk_list_sha256"])
    .where("sha256", "in", [...new Set(sha256s)])
    .orderBy("sha256")
    .execute();
}

/** What a screen's player should hold: all of it in one look, for it is asked for every player every half minute. */
export async function findHeldNow(
  db: Database,
  screenId: string,
): Promise<{ revision: number; sha256: string | null; root: number; withdrawals: number }> {
  const newest = db.selectFrom("manifests").where("screen_id", "=", screenId).orderBy("revision", "desc").limit(1);
  const row = await db
    .selectNoFrom((select) => [
      newest.select("revision").as("revision"),
      newest.select("sha256").as("sha256"),
      select
        .selectFrom("root_documents")
        .select((root) => root.fn.max("version").as("version"))
        .as("root"),
      select
        .selectFrom("withdrawal_lists")
        .select((list) => list.fn.max("version").as("version"))
        .as("withdrawals"),
    ])
    .executeTakeFirstOrThrow();
  return {
    revision: Number(row.revision ?? 0),
    sha256: row.sha256,
    root: Number(row.root ?? 0),
    withdrawals: Number(row.withdrawals ?? 0),
  };
}
