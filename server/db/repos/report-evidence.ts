import type { Database } from "../../context.ts";

/** Keeps the context of a report's evidence; a report is locked once. */
export async function insertFrozenContext(db: Database, reportId: string, contextJson: string): Promise<void> {
  await db.insertInto("report_evidence").values({ report_id: reportId, context_json: contextJson }).execute();
}

export async function findFrozenContext(db: Database, reportId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("report_evidence")
    .select("context_json")
    .where("report_id", "=", reportId)
    .executeTakeFirst();
  return row?.context_json;
}
