import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Database } from "../context.ts";

const PAGE_ROWS = 5_000;

export interface TableFingerprint {
  readonly table: string;
  readonly rows: number;
  /** Of every row, in the order of the key. */
  readonly sha256: string;
}

/** Tables of the database, by name. */
export async function listTables(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  return tables
    .filter(({ isView }) => !isView)
    .map(({ name }) => name)
    .sort();
}

/** How many rows each table holds. */
export async function countRows(db: Database, tables: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = Number(rows[0]?.count ?? 0);
  }
  return counts;
}

/** Reads every row of every table of an SQLite database, a page at a time: equal databases have equal fingerprints. */
export async function fingerprintTables(db: Database): Promise<TableFingerprint[]> {
  const prints: TableFingerprint[] = [];
  for (const table of await listTables(db)) prints.push(await fingerprintOf(db, table));
  return prints;
}

async function fingerprintOf(db: Database, table: string): Promise<TableFingerprint> {
  const hash = createHash("sha256");
  let rows = 0;
  for await (const page of pagesOf(db, table)) {
    for (const row of page) hash.update(`${JSON.stringify(row)}\n`);
    rows += page.length;
  }
  return { table, rows, sha256: hash.digest("hex") };
}

type Row = Readonly<Record<string, unknown>>;

/** By the key, page after page; the few tables without one are small and are read at once. */
async function* pagesOf(db: Database, table: string): AsyncGenerator<readonly Row[]> {
  const { key, columns } = await columnsOf(db, table);
  const order = sql.join((key.length > 0 ? key : columns).map((column) => sql.ref(column)));
  const from = sql`select * from ${sql.table(table)}`;
  if (key.length === 0) {
    yield (await sql<Row>`${from} order by ${order}`.execute(db)).rows;
    return;
  }
  let after = sql``;
  for (;;) {
    const { rows } = await sql<Row>`${from} ${after} order by ${order} limit ${PAGE_ROWS}`.execute(db);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = sql`where (${order}) > (${sql.join(key.map((column) => last[column]))})`;
  }
}

async function columnsOf(db: Database, table: string): Promise<{ key: string[]; columns: string[] }> {
  const { rows } = await sql<{ name: string; pk: number }>`
    select name, pk from pragma_table_info(${table}) order by pk, cid
  `.execute(db);
  return { key: rows.filter(({ pk }) => pk > 0).map(({ name }) => name), columns: rows.map(({ name }) => name) };
}
