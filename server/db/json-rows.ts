import { type RawBuilder, sql } from "kysely";
import type { Database } from "../context.ts";
import { isPostgres } from "./migrations/column-types.ts";

/** Names and types of the columns of rows that go to the database as one parameter. */
export type JsonColumns<Row> = { readonly [Name in keyof Row & string]: "text" | "bigint" };

/**
 * Rows as a table named `alias` that a statement can read: one parameter however many they are, and the same text each
 * time, so that the statement is prepared once.
 */
export function jsonRows<Row extends object>(
  db: Database,
  alias: string,
  columns: JsonColumns<Row>,
  rows: readonly Row[],
): RawBuilder<unknown> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  if (isPostgres(db)) {
    const types = names.map((name) => `"${name}" ${columns[name]}`).join(", ");
    return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as ${sql.raw(`"${alias}"(${types})`)}`;
  }
  const values = names.map((name, index) => `part->>${index} as "${name}"`).join(", ");
  const text = JSON.stringify(rows.map((row) => names.map((name) => row[name])));
  // `limit -1` keeps SQLite from reading a row's text anew for each column of it: half the time.
  const parts = sql`(select jsonb(value) as part from json_each(${text}) limit -1)`;
  return sql`(select ${sql.raw(values)} from ${parts}) as ${sql.raw(`"${alias}"`)}`;
}

/** The columns' names as a list for a statement. */
export function namesOf(columns: object): RawBuilder<unknown> {
  return sql.raw(
    Object.keys(columns)
      .map((name) => `"${name}"`)
      .join(", "),
  );
}
