import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type PictureRow = Selectable<Tables["stage_pictures"]>;

/** Keeps a picture; of an item, player and day only the first. Returns whether it is new. */
export async function insertPicture(db: Database, row: Omit<PictureRow, "seq">): Promise<boolean> {
  const result = await db
    .insertInto("stage_pictures")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n) > 0;
}

/** Pictures that this player sent since `sinceMs`. */
export async function countPicturesSince(db: Database, player: number, sinceMs: number): Promise<number> {
  const row = await db
    .selectFrom("stage_pictures")
    .select((select) => select.fn.countAll().as("count"))
    .where("player", "=", player)
    .where("received_at_ms", ">=", sinceMs)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** The newest pictures of a screen. */
export function listPictures(db: Database, screenId: string, limit: number): Promise<PictureRow[]> {
  return db
    .selectFrom("stage_pictures")
    .selectAll()
    .where("screen_id", "=", screenId)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
}

/** Whether this is the hash of a picture of this screen. */
export async function isPictureOf(db: Database, screenId: string, sha256: string): Promise<boolean> {
  const row = await db
    .selectFrom("stage_pictures")
    .select("seq")
    .where("screen_id", "=", screenId)
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return row !== undefined;
}
