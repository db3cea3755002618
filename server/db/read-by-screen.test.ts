import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../context.ts";
import { openDatabase } from "./open.ts";
import { readByScreen, readEachScreen, SCREENS_AT_ONCE } from "./read-by-screen.ts";
import { withTransaction } from "./transaction.ts";

let dir: string;
let db: Database;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-by-screen-"));
  db = await openDatabase({ kind: "sqlite", file: join(dir, "server.db") });
});
afterAll(async () => {
  await db.destroy();
  await rm(dir, { recursive: true, force: true });
});

const ofScreen = (id: string) => sql`select ${id} as screen_id, 1 as figure union all select ${id}, 2`;
const FAILING = sql`select screen_id, abs(-9223372036854775808) as figure from (select 'c' as screen_id)`;

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("rows screen by screen", () => {
  test("come from one query after the other, in order", async () => {
    const told = await all(readByScreen(db, ["figure"], ofScreen("a"), ofScreen("b")));
    expect(told).toEqual(["a", "b"].map((screenId) => ({ screenId, rows: [[1], [2]] })));
    expect(await all(readByScreen(db, ["figure"]))).toEqual([]);
  });

  test("come for every screen that is asked, however many, also where there is none", async () => {
    const ids = Array.from({ length: 2 * SCREENS_AT_ONCE + 1 }, (_, number) => `screen ${number}`);
    const query = sql`select screen.value as id where screen.value like '%1'`;
    const told = await all(readEachScreen(db, ids, ["id"], query));
    expect(told).toEqual(ids.map((screenId) => ({ screenId, rows: screenId.endsWith("1") ? [[screenId]] : [] })));
  });

  test("of a query that fails are those before it, and then its error", async () => {
    const seen: string[] = [];
    const read = async () => {
      for await (const { screenId } of readByScreen(db, ["figure"], ofScreen("a"), FAILING)) seen.push(screenId);
    };
    await expect(read()).rejects.toThrow("integer overflow");
    expect(seen).toEqual(["a"]);
  });

  test("that nobody wants any more end with their query, before a transaction can end under it", async () => {
    for (const second of [ofScreen("b"), FAILING]) {
      await withTransaction(db, async (tx) => {
        for await (const { screenId } of readByScreen(tx, ["figure"], ofScreen("a"), second)) {
          expect(screenId).toBe("a");
          break;
        }
      });
    }
    expect(await all(readByScreen(db, ["figure"], ofScreen("a")))).toHaveLength(1);
  });
});
