import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../context.ts";
import { migrateToLatest } from "./migrate.ts";
import { openDatabase } from "./open.ts";
import { saveSetting } from "./repos/settings.ts";
import { withTransaction } from "./transaction.ts";

let dir: string;
let db: Database;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-db-"));
  db = await openDatabase({ kind: "sqlite", file: join(dir, "a.db") });
  await migrateToLatest(db);
});
afterEach(async () => {
  await db.destroy();
  await rm(dir, { recursive: true, force: true });
});

async function pragma(name: string): Promise<unknown> {
  const { rows } = await withTransaction(db, (tx) => sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(tx));
  return Object.values(rows[0] ?? {})[0];
}

test("a commit is on the disk before it resolves: WAL with synchronous FULL, foreign keys checked", async () => {
  expect([await pragma("journal_mode"), await pragma("synchronous"), await pragma("foreign_keys")]).toEqual([
    "wal",
    2,
    1,
  ]);
});

test("more distinct statements than are kept, many at once, all answer right", async () => {
  const answers = await Promise.all(
    Array.from({ length: 700 }, async (_, index) => {
      const { rows } = await sql<{ n: number }>`select ${sql.raw(String(index))} + ${1} as n`.execute(db);
      return rows[0]?.n;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 700 }, (_, index) => index + 1));
});

test("a read outside a transaction sees every commit before it, while writers queue", async () => {
  for (let index = 0; index < 20; index += 1) {
    await saveSetting(db, "a", String(index));
    const row = await db.selectFrom("settings").select("value").where("key", "=", "a").executeTakeFirst();
    expect(row?.value).toBe(String(index));
  }
});

test("a number past what JavaScript holds exactly is refused, never stored as something else", async () => {
  await expect(sql`select ${2n ** 60n} as n`.execute(db)).rejects.toThrow(RangeError);
  const { rows } = await sql<{ n: number }>`select ${123n} as n`.execute(db);
  expect(rows[0]?.n).toBe(123);
});

test("a changing statement says how many rows it changed, and RETURNING gives them", async () => {
  await saveSetting(db, "a", "1");
  await saveSetting(db, "b", "1");
  const changed = await db.updateTable("settings").set({ value: "2" }).executeTakeFirst();
  expect(changed.numUpdatedRows).toBe(2n);
  const returned = await db.deleteFrom("settings").where("key", "=", "a").returning("value").execute();
  expect(returned).toEqual([{ value: "2" }]);
});

test("a transaction that asks to begin after one that failed is not kept waiting", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      withTransaction(db, async (tx) => {
        if (index % 2 === 0) await sql`select no_such_column from settings`.execute(tx);
        await saveSetting(tx, String(index), "x");
      }),
    ),
  );
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(10);
  expect(await db.selectFrom("settings").select("key").execute()).toHaveLength(10);
});

test("a file that is no database is refused when it is opened", async () => {
  await expect(openDatabase({ kind: "sqlite", file: join(dir, "no", "such", "dir.db") })).rejects.toThrow(/CANTOPEN/);
});

test("closing waits for what is being read; what still waits is refused, never half answered", async () => {
  const counts = Array.from({ length: 12 }, (_, index) => 100_000 + index);
  const reads = counts.map((count) =>
    sql<{ n: number }>`select count(*) as n from (with recursive counted(n) as (select 1 union all select n + 1
      from counted where n < ${sql.raw(String(count))}) select n from counted)`.execute(db),
  );
  const settled = Promise.allSettled(reads);
  await reads[0];
  await db.destroy();
  let answered = 0;
  for (const [index, one] of (await settled).entries()) {
    if (one.status === "rejected") expect(String(one.reason)).toContain("closed");
    else expect(one.value.rows).toEqual([{ n: counts[index] }]);
    answered += one.status === "fulfilled" ? 1 : 0;
  }
  expect(answered).toBeGreaterThan(0);
});
