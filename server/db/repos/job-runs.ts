import type { Database } from "../../context.ts";

/** When the job last finished a run that was due, by the instant it was due at; undefined before the first. */
export async function findLastDueRun(db: Database, job: string): Promise<number | undefined> {
  const row = await db
    .selectFrom("job_runs")
    .select((select) => select.fn.max("due_at_ms").as("due_at_ms"))
    .where("job", "=", job)
    .executeTakeFirst();
  return row?.due_at_ms == null ? undefined : Number(row.due_at_ms);
}

/** Notes a finished run. Idempotent. */
export async function insertJobRun(
  db: Database,
  run: { job: string; due_at_ms: number; finished_at_ms: number },
): Promise<void> {
  await db
    .insertInto("job_runs")
    .values(run)
    .onConflict((conflict) => conflict.columns(["job", "due_at_ms"]).doNothing())
    .execute();
}
