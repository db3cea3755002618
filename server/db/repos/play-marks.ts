import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type PlayMarkRow = Selectable<Tables["play_marks"]>;

/** How far the log of each of these players is held; one without any record yet is absent. */
export async function listPlayMarks(db: Database, players: readonly number[]): Promise<PlayMarkRow[]> {
  if (players.length === 0) return [];
  return db
    .selectFrom("play_marks")
    .selectAll()
    .where("player", "in", [...players])
    .execute();
}
