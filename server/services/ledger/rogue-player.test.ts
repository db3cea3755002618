import { afterAll, beforeAll, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { PlayBatch } from "../../../schemas/play-record.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import { giveManifest } from "../../../tests/support/held-manifest.ts";
import { addPlayer, batchOf, deviceLog } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner, type TestSigner } from "../../../tests/support/trust.ts";
import { insertAnchors } from "../../db/repos/play-log.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { findPlayer } from "../../db/repos/players.ts";
import { newId } from "../../new-id.ts";
import { ingestBatch, type LedgerPlayer } from "./ingest-batch.ts";
import { createLedgerWriter } from "./ledger-writer.ts";

const DAY_MS = 86_400_000;

let house: TestContext;
let signer: TestSigner;
beforeAll(async () => {
  house = await createTestContext();
  signer = await makeSigner();
});
afterAll(() => house.close());

async function addDevice(): Promise<LedgerPlayer> {
  const { screenId } = await addScreen(house.ctx);
  await giveManifest(house.ctx.db, screenId, ["a".repeat(64), "b".repeat(64)]);
  return addPlayer(house.ctx, signer, screenId);
}

function totalsOfEntry(entryId: string) {
  return house.ctx.db.selectFrom("play_totals").selectAll().where("entry_id", "=", entryId).execute();
}

async function whysOf(player: number): Promise<unknown[]> {
  const rows = await house.ctx.db.selectFrom("play_anomalies").selectAll().where("player", "=", player).execute();
  return rows.map((row) => [row.kind, row.seq, JSON.parse(row.detail_json)]);
}

/** Signed by its player, of the right shape, and beyond what can be written as evidence. */
async function unwritable(player: number): Promise<PlayBatch> {
  const [record] = deviceLog(player, [[{}]]);
  if (record === undefined) throw new Error("no record");
  const head = {
    type: "play-batch",
    player,
    after: { boot: 0, seq: 0 },
    last: { boot: 1, seq: 1 },
    headSha256: "a".repeat(64),
  };
  const envelope = await signDocument(head, DOCUMENT_TYPES.playBatch, [signer]);
  return { head: envelope, records: [{ ...record, startedWallMs: -0 }] };
}

test("a player whose batch cannot be stored keeps nobody else's out of the log", async () => {
  const writer = createLedgerWriter(house.ctx);
  const [rogue, ...honest] = [await addDevice(), await addDevice(), await addDevice(), await addDevice()];
  if (rogue === undefined) throw new Error("no player");
  const first = await batchOf(deviceLog(rogue.number, [[{}]]), 0, 1, signer);
  const bad = await unwritable(rogue.number);
  const good = await Promise.all(
    honest.map(async (player) => ({ player, batch: await batchOf(deviceLog(player.number, [[{}]]), 0, 1, signer) })),
  );
  // The first occupies the writer, so that all others share the commit after it.
  const results = await Promise.allSettled([
    writer.ingest(rogue, first),
    writer.ingest(rogue, bad),
    ...good.map(({ player, batch }) => writer.ingest(player, batch)),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", ...honest.map(() => "fulfilled")]);
  const rows = await house.ctx.db.selectFrom("play_records").select("player").execute();
  const stored = rows.map((row) => row.player).sort((one, other) => one - other);
  expect(stored).toEqual([rogue, ...honest].map((player) => player.number));
});

test("one showing counts as a day at most, whatever a player says, and what it said is kept and flagged", async () => {
  const player = await addDevice();
  const entryId = newId(house.ctx.now());
  const log = deviceLog(player.number, [[{ entryId, shownMs: 400 * DAY_MS, plannedMs: 10_000 }]]);
  await ingestBatch(house.ctx, player, await batchOf(log, 0, 1, signer));
  const totals = await totalsOfEntry(entryId);
  expect(totals.reduce((sum, row) => sum + row.airtime_ms, 0)).toBe(DAY_MS);
  expect(totals.length).toBeLessThanOrEqual(25);
  const row = await house.ctx.db
    .selectFrom("play_records")
    .select("shown_ms")
    .where("player", "=", player.number)
    .executeTakeFirst();
  expect(row?.shown_ms).toBe(400 * DAY_MS);
  expect(await whysOf(player.number)).toEqual([["implausible", 1, { why: "too-long" }]]);
});

test("showings of one zone that were on the glass at the same time are flagged, those that follow each other are not", async () => {
  const player = await addDevice();
  const log = deviceLog(player.number, [
    [
      { startedMonoMs: 0 },
      { startedMonoMs: 9_500 },
      { startedMonoMs: 12_000 },
      { startedMonoMs: 12_500, zone: "ticker" },
      { startedMonoMs: 22_000 },
    ],
    [{ startedMonoMs: 0 }],
  ]);
  await ingestBatch(house.ctx, player, await batchOf(log, 0, 6, signer));
  expect(await whysOf(player.number)).toEqual([["implausible", 3, { why: "overlapping" }]]);
});

test("a showing dated after it arrived, or before its player served any screen, is kept and flagged", async () => {
  const { ctx, clock } = house;
  const player = await addDevice();
  await ctx.db
    .updateTable("player_assignments")
    .set({ from_ms: clock.now() })
    .where("player", "=", player.number)
    .execute();
  await insertAnchors(ctx.db, player.number, [{ boot: 1, monoMs: 0, utcMs: clock.now(), uncertaintyMs: 5 }]);
  await insertAnchors(ctx.db, player.number, [
    { boot: 3, monoMs: 0, utcMs: clock.now() - 40 * DAY_MS, uncertaintyMs: 5 },
    { boot: 5, monoMs: 0, utcMs: clock.now() + 40 * DAY_MS, uncertaintyMs: 5 },
  ]);
  const showing = { clock: "anchored", startedMonoMs: 1_000 } as const;
  const log = deviceLog(player.number, [[showing], [showing], [showing], [{ ...showing, clock: "wall-only" }]]);
  await ingestBatch(ctx, player, await batchOf(log, 0, 4, signer));
  expect(await whysOf(player.number)).toEqual([
    ["implausible", 1, { why: "before-service" }],
    ["implausible", 1, { why: "in-the-future" }],
  ]);
  const kept = await ctx.db.selectFrom("play_records").select("boot").where("player", "=", player.number).execute();
  expect(kept.map((row) => row.boot)).toEqual([1, 3, 5, 7]);
});

test("a showing of what was in no manifest of its screen is kept and flagged, once an item, with the count", async () => {
  const player = await addDevice();
  const never = { airingSha256: "c".repeat(64) };
  const unknown = { manifestRevision: 2 };
  const showings = [never, never, { airingSha256: "b".repeat(64) }, unknown].map((showing, place) => {
    return { startedMonoMs: place * 10_000, ...showing };
  });
  const log = deviceLog(player.number, [showings]);
  const writer = createLedgerWriter(house.ctx);
  await writer.ingest(player, await batchOf(log, 0, 4, signer));
  const flagged = { why: "not-in-manifest", manifestRevision: 1, records: 2, ...never };
  const late = { ...flagged, airingSha256: "a".repeat(64), manifestRevision: 2, records: 1 };
  expect(await whysOf(player.number)).toEqual([
    ["implausible", 1, flagged],
    ["implausible", 4, late],
  ]);
  const kept = await house.ctx.db
    .selectFrom("play_records")
    .select("seq")
    .where("player", "=", player.number)
    .execute();
  expect(kept).toHaveLength(4);
  const { screen_id } = await house.ctx.db
    .selectFrom("player_assignments")
    .select("screen_id")
    .where("player", "=", player.number)
    .executeTakeFirstOrThrow();
  await giveManifest(house.ctx.db, screen_id, ["a".repeat(64)], 2);
  const more = deviceLog(player.number, [[...showings, { startedMonoMs: 40_000, ...unknown }]]);
  await writer.ingest(player, await batchOf(more, 4, 5, signer));
  expect(await whysOf(player.number)).toHaveLength(2);
});

test("a player cannot use up the boots of those that serve its screen after it", async () => {
  const player = await addDevice();
  const tell = (boot: number) => writePlayerState(house.ctx.db, player.number, { json: "{}", boot, atMs: 1 });
  const highest = async () => (await findPlayer(house.ctx.db, player.number))?.highest_boot;
  await tell(7);
  await tell(Number.MAX_SAFE_INTEGER);
  expect(await highest()).toBe(7);
  await tell(400_000);
  await tell(3);
  expect(await highest()).toBe(400_000);
});
