import type { Database } from "../../context.ts";
import { readProgrammes } from "./stories.ts";

/** When the first screen was set up; null while there is none. */
export async function findFirstScreenMs(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom("screens")
    .select((select) => select.fn.min("created_at_ms").as("first"))
    .executeTakeFirst();
  return row?.first === null || row?.first === undefined ? null : Number(row.first);
}

/** Main programmes of all content there is, each code once. */
export async function listMainProgrammes(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("edition_versions").select("programmes_json").distinct().execute();
  const mains = rows.flatMap(({ programmes_json }) => readProgrammes(programmes_json).slice(0, 1));
  return [...new Set(mains)].sort();
}
