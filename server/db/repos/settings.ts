import type { Database } from "../../context.ts";

export async function findSetting(db: Database, key: string): Promise<string | undefined> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
  return row?.value;
}

export async function saveSetting(db: Database, key: string, value: string): Promise<void> {
  await db
    .insertInto("settings")
    .values({ key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

export async function deleteSetting(db: Database, key: string): Promise<void> {
  await db.deleteFrom("settings").where("key", "=", key).execute();
}
