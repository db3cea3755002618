import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { giveManifest } from "../../../tests/support/held-manifest.ts";
import { addPlayer, batchOf, deviceLog } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { withTransaction } from "../../db/transaction.ts";
import { ingestBatch } from "./ingest-batch.ts";

let house: TestContext;
beforeAll(async () => {
  house = await createTestContext();
});
afterAll(() => house.close());

async function pragma(text: string): Promise<number> {
  const { rows } = await withTransaction(house.ctx.db, (tx) =>
    sql<Record<string, number>>`pragma ${sql.raw(text)}`.execute(tx),
  );
  return Object.values(rows[0] ?? {})[0] ?? Number.NaN;
}

async function counts(): Promise<number[]> {
  const sums: number[] = [];
  for (const table of ["play_totals", "play_day_totals", "play_month_totals"] as const) {
    const row = await house.ctx.db
      .selectFrom(table)
      .select(({ fn }) => fn.sum("plays").as("plays"))
      .executeTakeFirstOrThrow();
    sums.push(Number(row.plays ?? 0));
  }
  for (const table of ["play_records", "play_batch_heads", "play_marks"] as const) {
    const row = await house.ctx.db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("rows"))
      .executeTakeFirstOrThrow();
    sums.push(Number(row.rows));
  }
  return sums;
}

test("a disk that fills at any statement of a round leaves nothing of it, and the same batch is then stored once", async () => {
  const { screenId } = await addScreen(house.ctx);
  await giveManifest(house.ctx.db, screenId, ["a".repeat(64)]);
  const signer = await makeSigner();
  const player = await addPlayer(house.ctx, signer, screenId);
  const records = 500;
  const showing = { shownMs: 9_900, outcome: "completed" } as const;
  const log = deviceLog(player.number, [
    Array.from({ length: records }, (_, place) => ({
      ...showing,
      slotIndex: place,
      startedMonoMs: place * 10_000,
      // An hour for each: totals are as many rows as records, and fill pages of their own.
      startedWallMs: 1_700_000_000_000 + place * 3_600_000,
    })),
  ]);
  const batch = await batchOf(log, 0, records, signer);
  const used = await pragma("page_count");
  let refused = 0;
  for (let room = 0; room < 200; room += 1) {
    await pragma(`max_page_count = ${used + room}`);
    const isStored = await ingestBatch(house.ctx, player, batch).then(
      () => true,
      () => false,
    );
    if (isStored) break;
    refused += 1;
    expect(await counts(), `room for ${room} pages`).toEqual([0, 0, 0, 0, 0, 0]);
  }
  expect(refused).toBeGreaterThan(10);
  expect(await counts()).toEqual([records, records, records, records, 1, 1]);
});
