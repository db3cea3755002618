import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type PlaylistRow = Selectable<Tables["playlists"]>;
export type PlaylistItemRow = Selectable<Tables["playlist_items"]>;
export type EntryRow = Selectable<Tables["schedule_entries"]>;
export type PublishedRow = Selectable<Tables["published_schedules"]>;

const LOCK_KEY = "lock.schedule";

/** Holds schedule and manifests until the transaction ends, so that two publications follow each other. */
export async function lockSchedule(tx: Database): Promise<void> {
  await tx
    .insertInto("settings")
    .values({ key: LOCK_KEY, value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();
}

export async function insertPlaylist(db: Database, row: Insertable<Tables["playlists"]>): Promise<void> {
  await db.insertInto("playlists").values(row).execute();
}

/** The playlist, retired or not. */
export function findPlaylist(db: Database, id: string): Promise<PlaylistRow | undefined> {
  return db.selectFrom("playlists").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function updatePlaylist(
  db: Database,
  id: string,
  change: Partial<Pick<PlaylistRow, "name" | "updated_at_ms" | "retired_at_ms">>,
): Promise<void> {
  await db.updateTable("playlists").set(change).where("id", "=", id).execute();
}

/** Playlists in use, in the order they were made. */
export function listPlaylistRows(db: Database): Promise<PlaylistRow[]> {
  return db.selectFrom("playlists").selectAll().where("retired_at_ms", "is", null).orderBy("id").execute();
}

/** Items of every playlist, in playing order. */
export function listPlaylistItems(db: Database): Promise<PlaylistItemRow[]> {
  return db.selectFrom("playlist_items").selectAll().orderBy("playlist_id").orderBy("position").execute();
}

/** Puts these stories, in this order, in place of what the playlist held. */
export async function replacePlaylistItemRows(
  db: Database,
  playlistId: string,
  storyIds: readonly string[],
): Promise<void> {
  await db.deleteFrom("playlist_items").where("playlist_id", "=", playlistId).execute();
  for (let from = 0; from < storyIds.length; from += 500) {
    const rows = storyIds
      .slice(from, from + 500)
      .map((storyId, index) => ({ playlist_id: playlistId, position: from + index, story_id: storyId }));
    await db.insertInto("playlist_items").values(rows).execute();
  }
}

export async function insertEntry(db: Database, row: Insertable<Tables["schedule_entries"]>): Promise<void> {
  await db.insertInto("schedule_entries").values(row).execute();
}

/** The entry, retired or not. */
export function findEntry(db: Database, id: string): Promise<EntryRow | undefined> {
  return db.selectFrom("schedule_entries").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function updateEntry(
  db: Database,
  id: string,
  change: Partial<Omit<EntryRow, "id" | "created_by" | "created_at_ms">>,
): Promise<void> {
  await db.updateTable("schedule_entries").set(change).where("id", "=", id).execute();
}

/** Entries in use, in the order they were made. */
export function listEntryRows(db: Database): Promise<EntryRow[]> {
  return db.selectFrom("schedule_entries").selectAll().where("retired_at_ms", "is", null).orderBy("id").execute();
}

/** Entries in use whose playlist holds the story, in the order they were made. */
export function listEntriesOfStory(db: Database, storyId: string): Promise<EntryRow[]> {
  return db
    .selectFrom("schedule_entries")
    .selectAll()
    .where("retired_at_ms", "is", null)
    .where("playlist_id", "in", (select) =>
      select.selectFrom("playlist_items").select("playlist_id").where("story_id", "=", storyId),
    )
    .orderBy("id")
    .execute();
}

export async function insertPublished(db: Database, row: PublishedRow): Promise<void> {
  await db.insertInto("published_schedules").values(row).execute();
}

/** What manifests are compiled from. */
export function findNewestPublished(db: Database): Promise<PublishedRow | undefined> {
  return db
    .selectFrom("published_schedules")
    .selectAll()
    .orderBy("published_at_ms", "desc")
    .orderBy("id", "desc")
    .executeTakeFirst();
}

/** How many entries are in use. */
export async function countEntriesInUse(db: Database): Promise<number> {
  const row = await db
    .selectFrom("schedule_entries")
    .select((select) => select.fn.countAll().as("count"))
    .where("retired_at_ms", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many of these stories are in use. */
export async function countStoriesInUse(db: Database, storyIds: readonly string[]): Promise<number> {
  return countInUse(db, "stories", storyIds);
}

/** How many of these sites are in use. */
export async function countSitesInUse(db: Database, siteIds: readonly string[]): Promise<number> {
  return countInUse(db, "sites", siteIds);
}

/** How many of these clusters are in use. */
export async function countClustersInUse(db: Database, clusterIds: readonly string[]): Promise<number> {
  return countInUse(db, "clusters", clusterIds);
}

/** How many of these screens are in use. */
export async function countScreensInUse(db: Database, screenIds: readonly string[]): Promise<number> {
  return countInUse(db, "screens", screenIds);
}

/** A statement takes 32 766 of them on SQLite. */
const MOST_PARAMETERS = 10_000;

async function countInUse(
  db: Database,
  table: "stories" | "sites" | "clusters" | "screens",
  ids: readonly string[],
): Promise<number> {
  const distinct = [...new Set(ids)];
  let count = 0;
  for (let from = 0; from < distinct.length; from += MOST_PARAMETERS) {
    const row = await db
      .selectFrom(table)
      .select((select) => select.fn.countAll().as("count"))
      .where("id", "in", distinct.slice(from, from + MOST_PARAMETERS))
      .where("retired_at_ms", "is", null)
      .executeTakeFirstOrThrow();
    count += Number(row.count);
  }
  return count;
}
