import type { Insertable, Selectable } from "kysely";
import { z } from "zod";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type StoryRow = Selectable<Tables["stories"]>;
export type EditionRow = Selectable<Tables["editions"]>;
export type EditionVersionRow = Selectable<Tables["edition_versions"]>;

/** Stores a new story. */
export async function insertStory(db: Database, row: Insertable<Tables["stories"]>): Promise<void> {
  await db.insertInto("stories").values(row).execute();
}

/** The story, retired or not. */
export function findStory(db: Database, id: string): Promise<StoryRow | undefined> {
  return db.selectFrom("stories").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The story made from an inbox item. */
export function findStoryOfInboxItem(db: Database, inboxItemId: string): Promise<StoryRow | undefined> {
  return db.selectFrom("stories").selectAll().where("inbox_item_id", "=", inboxItemId).executeTakeFirst();
}

/** Stories in use, newest first, before `beforeId`. */
export function listStoryRows(db: Database, page: { beforeId: string | null; limit: number }): Promise<StoryRow[]> {
  return db
    .selectFrom("stories")
    .selectAll()
    .where("retired_at_ms", "is", null)
    .$if(page.beforeId !== null, (query) => query.where("id", "<", page.beforeId ?? ""))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** Those of these stories that are in use. */
export async function listStoriesInUse(db: Database, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("stories")
    .select("id")
    .where("id", "in", [...ids])
    .where("retired_at_ms", "is", null)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Marks a story as changed, and holds its row until the transaction ends. */
export async function touchStory(tx: Database, id: string, atMs: number): Promise<void> {
  await tx.updateTable("stories").set({ updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** Renames a story. */
export async function updateStoryTitle(db: Database, id: string, title: string, atMs: number): Promise<void> {
  await db.updateTable("stories").set({ title, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** Takes a story out of use; its evidence stays. */
export async function retireStoryRow(db: Database, id: string, atMs: number): Promise<void> {
  await db.updateTable("stories").set({ retired_at_ms: atMs, updated_at_ms: atMs }).where("id", "=", id).execute();
}

/** The story in one language. */
export function findEdition(db: Database, storyId: string, language: string): Promise<EditionRow | undefined> {
  return db
    .selectFrom("editions")
    .selectAll()
    .where("story_id", "=", storyId)
    .where("language", "=", language)
    .where("retired_at_ms", "is", null)
    .executeTakeFirst();
}

/** Stores a new edition. */
export async function insertEdition(db: Database, row: Insertable<Tables["editions"]>): Promise<void> {
  await db.insertInto("editions").values(row).execute();
}

/** Editions in use of these stories, in the order they were made. */
export async function listEditions(db: Database, storyIds: readonly string[]): Promise<EditionRow[]> {
  if (storyIds.length === 0) return [];
  return db
    .selectFrom("editions")
    .selectAll()
    .where("story_id", "in", [...storyIds])
    .where("retired_at_ms", "is", null)
    .orderBy("id")
    .execute();
}

/** Number of the newest version of an edition; 0 before the first. */
export async function newestVersionNumber(db: Database, editionId: string): Promise<number> {
  const row = await db
    .selectFrom("edition_versions")
    .select((select) => select.fn.max("version").as("version"))
    .where("edition_id", "=", editionId)
    .executeTakeFirst();
  return Number(row?.version ?? 0);
}

/** Stores the next version of an edition; it never changes again. */
export async function insertEditionVersion(db: Database, row: Insertable<Tables["edition_versions"]>): Promise<void> {
  await db.insertInto("edition_versions").values(row).execute();
}

/** One version with the language and story it belongs to. */
export function findEditionVersion(
  db: Database,
  id: string,
): Promise<(EditionVersionRow & { language: string; story_id: string }) | undefined> {
  return db
    .selectFrom("edition_versions")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .selectAll("edition_versions")
    .select(["editions.language", "editions.story_id"])
    .where("edition_versions.id", "=", id)
    .executeTakeFirst();
}

/** Every version of these editions, newest first. */
export async function listEditionVersions(db: Database, editionIds: readonly string[]): Promise<EditionVersionRow[]> {
  if (editionIds.length === 0) return [];
  return db
    .selectFrom("edition_versions")
    .selectAll()
    .where("edition_id", "in", [...editionIds])
    .orderBy("version", "desc")
    .execute();
}

/** These versions with the language and story each belongs to, in no order. */
export async function listEditionVersionsByIds(
  db: Database,
  ids: readonly string[],
): Promise<(EditionVersionRow & { language: string; story_id: string; programmes: string[] })[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("edition_versions")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .selectAll("edition_versions")
    .select(["editions.language", "editions.story_id"])
    .where("edition_versions.id", "in", [...new Set(ids)])
    .execute();
  return rows.map((row) => ({ ...row, programmes: readProgrammes(row.programmes_json) }));
}

/** The codes kept in a row, main programme first. */
export function readProgrammes(programmesJson: string): string[] {
  return Programmes.parse(JSON.parse(programmesJson));
}

/** Made once: versions are read by the hundred. */
const Programmes = z.array(z.string());
