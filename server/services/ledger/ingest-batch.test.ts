import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlayKey, PlayRecord } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256, recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { giveManifest } from "../../../tests/support/held-manifest.ts";
import { addPlayer, batchOf as batchBy, deviceLog } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { hashBytes, makeSigner, type TestSigner } from "../../../tests/support/trust.ts";
import { insertAnchors, readMark } from "../../db/repos/play-log.ts";
import { newId } from "../../new-id.ts";
import {
  ingestBatch,
  ingestBatches,
  type LedgerPlayer,
  openBatch,
  prepareRound,
  storePrepared,
} from "./ingest-batch.ts";
import { createLedgerMemory } from "./ledger-memory.ts";
import { createLedgerWriter } from "./ledger-writer.ts";
import { listPlays } from "./list-plays.ts";
import { countedPlay, totalsOf } from "./totals.ts";

let test_: TestContext;
let signer: TestSigner;
let stranger: TestSigner;

beforeAll(async () => {
  test_ = await createTestContext();
  signer = await makeSigner();
  stranger = await makeSigner();
});
afterAll(() => test_.close());

/** A device of its own: each player starts with an empty log. */
async function addDevice(): Promise<LedgerPlayer> {
  const { screenId } = await addScreen(test_.ctx);
  await giveManifest(test_.ctx.db, screenId, ["a".repeat(64)]);
  return addPlayer(test_.ctx, signer, screenId);
}

const VERSIONS = [newId(1), newId(2)];

function logOf(player: number, boots: readonly (readonly number[])[]): PlayRecord[] {
  return deviceLog(
    player,
    boots.map((showings, index) =>
      showings.map((shownMs, place) => ({
        editionVersionId: VERSIONS[shownMs % 2] ?? "",
        slotIndex: place,
        shownMs,
        startedMonoMs: place * 10_000,
        startedWallMs: 1_700_000_000_000 + index * 40_000_000 + place * 1_700_000,
        outcome: shownMs >= 9_500 ? "completed" : "cut",
        panel: place % 3 === 0 ? "on" : "unknown",
      })),
    ),
  );
}

function batchOf(log: readonly PlayRecord[], from: number, to: number, by: TestSigner = signer) {
  return batchBy(log, from, to, by);
}

async function storedRows(player: number) {
  return test_.ctx.db
    .selectFrom("play_records")
    .selectAll()
    .where("player", "=", player)
    .orderBy("boot")
    .orderBy("seq")
    .execute();
}

async function anomalies(player: number) {
  const rows = await test_.ctx.db
    .selectFrom("play_anomalies")
    .selectAll()
    .where("player", "=", player)
    .orderBy("id")
    .execute();
  return rows.map(({ kind, boot, seq }) => ({ kind, boot, seq }));
}

/** Totals of everything stored, computed anew from the rows. */
async function checkTotals(): Promise<void> {
  const rows = await test_.ctx.db.selectFrom("play_records").selectAll().execute();
  const wanted = totalsOf(rows.map(countedPlay));
  const stored = (await test_.ctx.db.selectFrom("play_totals").selectAll().execute()).map((row) => ({
    screenId: row.screen_id,
    editionVersionId: row.edition_version_id,
    entryId: row.entry_id,
    outcome: row.outcome,
    panel: row.panel,
    hourAtMs: row.hour_at_ms,
    plays: row.plays,
    airtimeMs: row.airtime_ms,
  }));
  const sorted = (list: readonly unknown[]) =>
    list.map((one) => JSON.stringify(one, Object.keys(one as object).sort())).sort();
  expect(sorted(stored)).toEqual(sorted(wanted));
}

describe("ingestBatch", () => {
  test("whatever is sent again, overlapping, late, out of order or lost before its answer, the ledger ends as the device's log", async () => {
    const runs = process.env.TEST_TIER === "long" ? 300 : 25;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 2_000, max: 4_000_000 }), { minLength: 1, maxLength: 12 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 15 }), fc.boolean()), { maxLength: 12 }),
        async (boots, sends) => {
          const player = await addDevice();
          const log = logOf(player.number, boots);
          for (const [start, length, answerLost] of sends) {
            const from = start % log.length;
            const answer = await ingestBatch(
              test_.ctx,
              player,
              await batchOf(log, from, Math.min(log.length, from + length)),
            );
            const mark = await readMark(test_.ctx.db, player.number);
            expect(answer.mark).toEqual(mark);
            if (!answerLost) expect(answer.stored).toBe(from <= indexAfter(log, mark));
          }
          for (let from = indexAfter(log, await readMark(test_.ctx.db, player.number)); from < log.length; ) {
            const answer = await ingestBatch(
              test_.ctx,
              player,
              await batchOf(log, from, Math.min(log.length, from + 7)),
            );
            from = indexAfter(log, answer.mark);
          }
          const rows = await storedRows(player.number);
          expect(rows.map((row) => row.sha256)).toEqual(log.map((record) => recordSha256(record, hashBytes)));
          expect((await anomalies(player.number)).filter(({ kind }) => kind !== "implausible")).toEqual([]);
        },
      ),
      { numRuns: runs },
    );
    await checkTotals();
  });

  test("a batch past the mark stores nothing and is told the mark", async () => {
    const player = await addDevice();
    const log = logOf(player.number, [[10_000, 10_000, 10_000], [10_000]]);
    const answer = await ingestBatch(test_.ctx, player, await batchOf(log, 1, 4));
    expect(answer).toEqual({
      type: "acknowledge",
      stored: false,
      mark: { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 },
    });
    expect(await storedRows(player.number)).toEqual([]);
    expect(await anomalies(player.number)).toEqual([]);
  });

  test("a batch by another key, for another player, or with a head of another batch stores nothing and is noted once", async () => {
    const player = await addDevice();
    const log = logOf(player.number, [[10_000, 10_000, 10_000]]);
    const forged = await batchOf(log, 0, 2, stranger);
    await ingestBatch(test_.ctx, player, forged);
    const [result] = await ingestBatches(test_.ctx, [{ player, batch: forged }]);
    expect(result).toMatchObject({ refused: "bad-signature", acknowledge: { stored: false } });
    const other = await batchOf(logOf(player.number + 1_000, [[10_000]]), 0, 1);
    expect((await ingestBatch(test_.ctx, player, other)).stored).toBe(false);
    const mixed = { ...(await batchOf(log, 0, 3)), records: log.slice(0, 2) };
    expect((await ingestBatch(test_.ctx, player, mixed)).stored).toBe(false);
    expect(await storedRows(player.number)).toEqual([]);
    expect((await anomalies(player.number)).filter(({ kind }) => kind === "bad-signature").length).toBe(2);
  });

  test("the same key with other content is quarantined: the stored record stays, and an alarm is kept", async () => {
    const player = await addDevice();
    const log = logOf(player.number, [[10_000, 10_000, 10_000]]);
    await ingestBatch(test_.ctx, player, await batchOf(log, 0, 2));
    const rewritten = logOf(player.number, [[10_000, 9_900, 10_000]]);
    const [result] = await ingestBatches(test_.ctx, [{ player, batch: await batchOf(rewritten, 0, 3) }]);
    expect(result).toMatchObject({
      refused: "chain-broken",
      acknowledge: { stored: false, mark: { boot: 1, seq: 2 } },
    });
    expect((await storedRows(player.number)).map((row) => row.shown_ms)).toEqual([10_000, 10_000]);
    expect(await anomalies(player.number)).toEqual([{ kind: "conflict", boot: 1, seq: 2 }]);
  });

  test("a changed, removed or moved record breaks the chain and nothing of the batch is stored", async () => {
    for (const damage of [
      (log: PlayRecord[]) => log.map((record, index) => (index === 1 ? { ...record, shownMs: 9_999 } : record)),
      (log: PlayRecord[]) => log.filter((_, index) => index !== 1),
      (log: PlayRecord[]) => [log[1], log[0], log[2]].flatMap((record) => record ?? []),
    ]) {
      const player = await addDevice();
      const log = logOf(player.number, [[10_000, 10_000, 10_000]]);
      const batch = await batchOf(log, 0, 3);
      const [result] = await ingestBatches(test_.ctx, [{ player, batch: { ...batch, records: damage(log) } }]);
      expect(result?.refused).toBe("chain-broken");
      expect(await storedRows(player.number)).toEqual([]);
      expect((await anomalies(player.number)).map(({ kind }) => kind)).toEqual(["broken-chain"]);
    }
  });

  test("many players' batches share one commit and each gets its own answer", async () => {
    const players = [await addDevice(), await addDevice(), await addDevice()];
    const writer = createLedgerWriter(test_.ctx);
    const results = await Promise.all(
      players.flatMap((player) => {
        const log = logOf(player.number, [[10_000, 10_000]]);
        return [0, 1].map(async (from) => writer.ingest(player, await batchOf(log, from, from + 1)));
      }),
    );
    expect(results.filter((result) => result.refused !== null)).toEqual([]);
    for (const player of players) {
      expect((await storedRows(player.number)).length).toBeGreaterThanOrEqual(1);
    }
    await checkTotals();
  });

  test("a round worked out before another of its players' batches was stored stores just what is new, and its totals once", async () => {
    const player = await addDevice();
    const log = logOf(player.number, [[10_000, 10_000, 10_000, 10_000]]);
    const memory = createLedgerMemory();
    const prepare = async (from: number, to: number) =>
      prepareRound(test_.ctx, test_.ctx.db, memory, [await openBatch({ player, batch: await batchOf(log, from, to) })]);
    const [first, again, longer, next] = [
      await prepare(0, 2),
      await prepare(0, 2),
      await prepare(0, 3),
      await prepare(3, 4),
    ];
    for (const [prepared, seq] of [
      [first, 2],
      [again, 2],
      [longer, 3],
      [next, 4],
    ] as const) {
      const [result] = await storePrepared(test_.ctx, memory, prepared);
      expect(result?.acknowledge).toMatchObject({ stored: true, mark: { boot: 1, seq } });
      expect(await storedRows(player.number)).toHaveLength(seq);
    }
    expect(await anomalies(player.number)).toEqual([]);
    await checkTotals();
  });

  test("UTC comes from the boot's server contacts where there are any, and the raw values stay as told", async () => {
    const player = await addDevice();
    const log = logOf(player.number, [[10_000, 10_000, 10_000]]);
    await insertAnchors(test_.ctx.db, player.number, [
      { boot: 1, monoMs: 5_000, utcMs: 1_800_000_005_000, uncertaintyMs: 20 },
      { boot: 1, monoMs: 15_000, utcMs: 1_800_000_015_010, uncertaintyMs: 20 },
    ]);
    await ingestBatch(test_.ctx, player, await batchOf(log, 0, 3));
    const rows = await storedRows(player.number);
    expect(rows.map((row) => row.started_at_ms)).toEqual([1_800_000_000_000, 1_800_000_010_005, 1_800_000_020_010]);
    expect(rows.map((row) => row.started_wall_ms)).toEqual(log.map((record) => record.startedWallMs));
  });

  test("pages of records go through all of them once, newest first", async () => {
    const all = await test_.ctx.db.selectFrom("play_records").selectAll().execute();
    const seen: string[] = [];
    let cursor: string | undefined;
    let previousMs = Number.POSITIVE_INFINITY;
    do {
      const page = await listPlays(test_.ctx, { cursor, limit: 50 });
      for (const play of page.items) {
        expect(play.startedAtMs).toBeLessThanOrEqual(previousMs);
        previousMs = play.startedAtMs;
        seen.push(`${play.player} ${play.boot} ${play.seq}`);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.length).toBe(all.length);
    expect(new Set(seen).size).toBe(all.length);
  });
});

/** Index of the first record that the mark does not hold. */
function indexAfter(log: readonly PlayRecord[], mark: PlayKey): number {
  const index = log.findIndex(
    (record) => record.boot > mark.boot || (record.boot === mark.boot && record.seq > mark.seq),
  );
  return index < 0 ? log.length : index;
}
