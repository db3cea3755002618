import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type DaypartRow = Selectable<Tables["dayparts"]>;

/** Stores a new named daypart. */
export async function insertDaypart(db: Database, row: Insertable<Tables["dayparts"]>): Promise<void> {
  await db.insertInto("dayparts").values(row).execute();
}

/** The named daypart, retired or not. */
export function findDaypart(db: Database, id: string): Promise<DaypartRow | undefined> {
  return db.selectFrom("dayparts").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function updateDaypartRow(
  db: Database,
  id: string,
  change: Partial<Omit<DaypartRow, "id" | "created_by" | "created_at_ms">>,
): Promise<void> {
  await db.updateTable("dayparts").set(change).where("id", "=", id).execute();
}

/** Named dayparts in use, in the order they were made. */
export function listDaypartRows(db: Database): Promise<DaypartRow[]> {
  return db.selectFrom("dayparts").selectAll().where("retired_at_ms", "is", null).orderBy("id").execute();
}
