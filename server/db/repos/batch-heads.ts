import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";

export type BatchHeadRow = Selectable<Tables["play_batch_heads"]>;

const COLUMNS: JsonColumns<BatchHeadRow> = { player: "bigint", boot: "bigint", seq: "bigint", envelope_json: "text" };

/** Keeps heads in one statement; one known for the same last record stays as it is. */
export async function insertBatchHeads(db: Database, rows: readonly BatchHeadRow[]): Promise<void> {
  if (rows.length === 0) return;
  const names = namesOf(COLUMNS);
  await sql`insert into play_batch_heads (${names}) select ${names} from ${jsonRows(db, "told", COLUMNS, rows)}
    where true on conflict (player, boot, seq) do nothing`.execute(db);
}
