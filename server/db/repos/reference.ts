import type { Insertable } from "kysely";
import type { Database } from "../../context.ts";
import type { ReferenceKind, Tables } from "../tables.ts";

export type ReferenceRow = Insertable<Tables["reference_rows"]>;

/** Rows stored with one statement: 200 × 5 parameters stay far below SQLite's 32 766. */
const CHUNK_ROWS = 200;

export async function saveReferenceRows(db: Database, rows: readonly ReferenceRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    await db
      .insertInto("reference_rows")
      .values(rows.slice(start, start + CHUNK_ROWS))
      .onConflict((conflict) =>
        conflict.columns(["kind", "id", "valid_from"]).doUpdateSet((expression) => ({
          row_json: expression.ref("excluded.row_json"),
          sha256: expression.ref("excluded.sha256"),
        })),
      )
      .execute();
  }
}

/** Hash of every row by `kind id valid_from`, separated by line breaks. */
export async function readReferenceHashes(db: Database): Promise<Map<string, string>> {
  const rows = await db.selectFrom("reference_rows").select(["kind", "id", "valid_from", "sha256"]).execute();
  return new Map(rows.map((row) => [referenceKey(row), row.sha256]));
}

export function referenceKey(row: Pick<ReferenceRow, "kind" | "id" | "valid_from">): string {
  return [row.kind, row.id, row.valid_from].join("\n");
}

/** The rows of one kind as JSON text, by id and then by the start of their validity. */
export async function listReferenceJson(db: Database, kind: ReferenceKind, id?: string): Promise<string[]> {
  let query = db.selectFrom("reference_rows").select("row_json").where("kind", "=", kind);
  if (id !== undefined) query = query.where("id", "=", id);
  const rows = await query.orderBy("id").orderBy("valid_from").execute();
  return rows.map((row) => row.row_json);
}
