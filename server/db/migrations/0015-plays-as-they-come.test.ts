import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { play } from "../../../tests/support/play-row.ts";
import { migrateToLatest } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import type { PlayRow } from "../repos/play-log.ts";
import { migrations } from "./index.ts";

test("records of step 14 come out of step 15 as they were, by the order of their coming, and still once each", async () => {
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-migration-"));
  const db = await openDatabase({ kind: "sqlite", file: join(dir, "server.db") });
  const until = (last: string) => Object.fromEntries(Object.entries(migrations).filter(([name]) => name < last));
  await migrateToLatest(db, until("0015"));
  const rows = [3, 1, 2].flatMap((player) =>
    [1, 2, 3].map((seq) => play(1, seq, { player, received_at_ms: 10 - player })),
  );
  const insert = (told: readonly PlayRow[]) =>
    db
      .insertInto("play_records")
      .values(told)
      .onConflict((conflict) => conflict.columns(["player", "boot", "seq"]).doNothing())
      .execute();
  await insert(rows);
  expect(await migrateToLatest(db, until("0016"))).toEqual(["0015-plays-as-they-come"]);
  const { rows: kept } = await sql`select * from play_records order by rowid`.execute(db);
  expect(kept).toEqual(rows.sort((one, other) => one.received_at_ms - other.received_at_ms || one.seq - other.seq));
  await insert([play(1, 2, { player: 2, sha256: "other" }), play(1, 4, { player: 2 })]);
  const { rows: after } = await sql`select seq, sha256 from play_records where player = 2 order by seq`.execute(db);
  expect(after).toEqual([1, 2, 3, 4].map((seq) => ({ seq, sha256: play(1, seq).sha256 })));
  const { rows: indexes } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'index' and tbl_name = 'play_records' and sql is not null order by name`.execute(db);
  expect(indexes.map(({ name }) => name)).toEqual(["play_records_received", "play_records_screen"]);
  await db.destroy();
  await rm(dir, { recursive: true });
});
