import type { Insertable, Selectable, Updateable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type ReportRow = Selectable<Tables["reports"]>;

/** What tells one period's report from another; its corrections share it. */
export type ReportSubject = Pick<ReportRow, "kind" | "period" | "programme">;

export async function insertReport(db: Database, row: Insertable<Tables["reports"]>): Promise<void> {
  await db.insertInto("reports").values(row).execute();
}

export function findReport(db: Database, id: string): Promise<ReportRow | undefined> {
  return db.selectFrom("reports").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The report of this subject and all its corrections, oldest first. */
export function listReportsOn(db: Database, { kind, period, programme }: ReportSubject): Promise<ReportRow[]> {
  return db
    .selectFrom("reports")
    .selectAll()
    .where("kind", "=", kind)
    .where("period", "=", period)
    .where("programme", programme === null ? "is" : "=", programme)
    .orderBy("correction")
    .execute();
}

/** Every report of this kind, oldest period first. */
export function listReportsOfKind(
  db: Database,
  { kind, programme }: Omit<ReportSubject, "period">,
): Promise<ReportRow[]> {
  return db
    .selectFrom("reports")
    .selectAll()
    .where("kind", "=", kind)
    .where("programme", programme === null ? "is" : "=", programme)
    .orderBy("from_date")
    .orderBy("correction")
    .execute();
}

/** The newest reports of all kinds. */
export function listReportRows(db: Database, limit: number): Promise<ReportRow[]> {
  return db
    .selectFrom("reports")
    .selectAll()
    .orderBy("from_date", "desc")
    .orderBy("kind")
    .orderBy("correction")
    .limit(limit)
    .execute();
}

/** Changes a report that is still at `version`; false when somebody was faster. */
export async function updateReport(
  db: Database,
  { id, version }: Pick<ReportRow, "id" | "version">,
  change: Updateable<Tables["reports"]>,
): Promise<boolean> {
  const result = await db
    .updateTable("reports")
    .set({ ...change, version: version + 1 })
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Numbers given to reports signed in a year. */
export async function highestReportNumber(db: Database, year: string): Promise<number> {
  const row = await db
    .selectFrom("reports")
    .select((select) => select.fn.max("number").as("number"))
    .where("signed_on", ">=", `${year}-01-01`)
    .where("signed_on", "<=", `${year}-12-31`)
    .executeTakeFirst();
  return Number(row?.number ?? 0);
}

export function listReportTexts(db: Database, reportId: string) {
  return db.selectFrom("report_texts").selectAll().where("report_id", "=", reportId).orderBy("section").execute();
}

export async function saveReportText(db: Database, row: Insertable<Tables["report_texts"]>): Promise<void> {
  const { text, written_by, written_at_ms } = row;
  await db
    .insertInto("report_texts")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["report_id", "section"]).doUpdateSet({ text, written_by, written_at_ms }),
    )
    .execute();
}

export function listHandCells(db: Database, reportId: string) {
  return db
    .selectFrom("report_hand_cells")
    .selectAll()
    .where("report_id", "=", reportId)
    .orderBy("table_id")
    .orderBy("row_key")
    .orderBy("column_key")
    .execute();
}

export async function saveHandCell(db: Database, row: Insertable<Tables["report_hand_cells"]>): Promise<void> {
  const { cell_json, written_by, written_at_ms } = row;
  await db
    .insertInto("report_hand_cells")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["report_id", "table_id", "row_key", "column_key"])
        .doUpdateSet({ cell_json, written_by, written_at_ms }),
    )
    .execute();
}

export async function deleteHandCell(
  db: Database,
  place: Pick<Selectable<Tables["report_hand_cells"]>, "report_id" | "table_id" | "row_key" | "column_key">,
): Promise<void> {
  await db
    .deleteFrom("report_hand_cells")
    .where("report_id", "=", place.report_id)
    .where("table_id", "=", place.table_id)
    .where("row_key", "=", place.row_key)
    .where("column_key", "=", place.column_key)
    .execute();
}

/** The letterhead in force on a day: the newest that begins on it or before. */
export function findLetterhead(db: Database, date: string) {
  return db
    .selectFrom("letterheads")
    .selectAll()
    .where("from_date", "<=", date)
    .orderBy("from_date", "desc")
    .executeTakeFirst();
}

export async function saveLetterheadRow(db: Database, row: Insertable<Tables["letterheads"]>): Promise<void> {
  const { letterhead_json } = row;
  await db
    .insertInto("letterheads")
    .values(row)
    .onConflict((conflict) => conflict.column("from_date").doUpdateSet({ letterhead_json }))
    .execute();
}
