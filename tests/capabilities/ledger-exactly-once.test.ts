import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlayRecord } from "../../schemas/play-record.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { openDatabase } from "../../server/db/open.ts";
import { checkTotals, type TotalDifference } from "../../server/services/ledger/check-totals.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { createLedgerWriter } from "../../server/services/ledger/ledger-writer.ts";
import { BROKEN_LEDGERS, openBrokenLedger } from "../support/broken-ledgers.ts";
import { giveManifest } from "../support/held-manifest.ts";
import { type NaiveDay, NaiveLedger } from "../support/naive-ledger.ts";
import { addPlayer, batchOf, deviceLog } from "../support/play-device.ts";
import { addScreen } from "../support/screen-factory.ts";
import { createTestContext, type TestContext } from "../support/server-context.ts";
import { DATABASE_KINDS, startDatabases, type TestDatabases } from "../support/test-databases.ts";
import { hashBytes, makeSigner, type TestSigner } from "../support/trust.ts";

const PLAYERS = 3;
/** Half an hour before a month of the reports' zone ends. */
const FIRST_START_MS = Date.UTC(2026, 9, 31, 16, 30);
const ALL_MONTHS = { fromMonth: "1970-01", untilMonth: "9999-12" };
const RUNS = process.env.TEST_TIER === "long" ? 150 : 12;

/** A log and its clone: a second device with the same number and key, whose showings are others from `clonedAt` on. */
const anyDevice = fc.record({
  boots: fc.array(fc.array(fc.integer({ min: 2_000, max: 4_000_000 }), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  }),
  clonedAt: fc.nat(30),
});

const anyStep = fc.record({
  player: fc.nat(PLAYERS - 1),
  start: fc.nat(30),
  length: fc.integer({ min: 1, max: 10 }),
  isClone: fc.boolean(),
  isDoubled: fc.boolean(),
  /** The server is closed and opened again before it. */
  isRestart: fc.boolean(),
});

const anyCase = fc.record({
  devices: fc.tuple(anyDevice, anyDevice, anyDevice),
  /** The batches of one list wait together. */
  steps: fc.array(fc.array(anyStep, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
});

interface Device {
  readonly player: LedgerPlayer;
  readonly logs: readonly [PlayRecord[], PlayRecord[]];
  readonly model: NaiveLedger;
}

function logOf(player: number, boots: readonly (readonly number[])[], clonedAt: number): PlayRecord[] {
  let index = -1;
  return deviceLog(
    player,
    boots.map((showings, boot) =>
      showings.map((shownMs, place) => {
        index += 1;
        const startedWallMs = FIRST_START_MS + boot * 40_000_000 + place * 1_700_000;
        return { shownMs: index >= clonedAt ? shownMs + 1 : shownMs, startedMonoMs: place * 10_000, startedWallMs };
      }),
    ),
  );
}

describe.each(DATABASE_KINDS)("the ledger on %s", (kind) => {
  let databases: TestDatabases;
  let house: TestContext;
  let signer: TestSigner;
  let ctx: TestContext["ctx"];
  let address: Awaited<ReturnType<TestDatabases["create"]>>;
  const days = new Map<string, NaiveDay>();
  beforeAll(async () => {
    databases = await startDatabases(kind);
    address = await databases.create();
    house = await createTestContext({ database: address });
    ctx = house.ctx;
    signer = await makeSigner();
  });
  afterAll(async () => {
    if (ctx.db !== house.ctx.db) await ctx.db.destroy();
    await house.close();
    await databases.stop();
  });

  async function restart(): Promise<void> {
    if (ctx.db !== house.ctx.db) await ctx.db.destroy();
    ctx = { ...ctx, db: await openDatabase(address) };
  }

  async function addDevice({ boots, clonedAt }: { boots: number[][]; clonedAt: number }): Promise<Device> {
    const { screenId } = await addScreen(ctx);
    await giveManifest(ctx.db, screenId, ["a".repeat(64)]);
    const player = await addPlayer(ctx, signer, screenId);
    const logs = [logOf(player.number, boots, 1_000), logOf(player.number, boots, clonedAt)] as const;
    return { player, logs: [...logs], model: new NaiveLedger() };
  }

  async function differences(): Promise<TotalDifference[]> {
    const found: TotalDifference[] = [];
    await checkTotals(ctx.db, ALL_MONTHS, (difference) => found.push(difference));
    return found;
  }

  /** Holds the ledger that `openWriter` opens against the model. */
  async function prove(openWriter = createLedgerWriter): Promise<void> {
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ devices: drawn, steps }) => {
        const devices: Device[] = [];
        for (const one of drawn) devices.push(await addDevice(one));
        for (const together of steps) {
          if (together.some(({ isRestart }) => isRestart)) await restart();
          const writer = openWriter(ctx);
          // Each player has one batch in flight; a doubled one comes a second time in the same commit.
          const once = new Map(together.map((step) => [step.player, step]));
          const sends = [...once.values()].flatMap((step) => (step.isDoubled ? [step, step] : [step]));
          await Promise.all(
            sends.map(async ({ player: which, start, length, isClone }) => {
              const device = devices[which] ?? devices[0];
              if (device === undefined) throw new Error("no device");
              const log = device.logs[isClone ? 1 : 0];
              const from = start % log.length;
              const batch = await batchOf(log, from, Math.min(log.length, from + length), signer);
              const { acknowledge, refused } = await writer.ingest(device.player, batch);
              const wanted = device.model.take(batch.records, log[from - 1]);
              const { boot = 0, seq = 0 } = device.model.records.at(-1) ?? {};
              expect(acknowledge).toMatchObject({ stored: wanted === "stored", mark: { boot, seq } });
              expect(refused !== null).toBe(wanted === "refused");
            }),
          );
        }
        for (const { player, model } of devices) {
          const rows = await ctx.db
            .selectFrom("play_records")
            .select("sha256")
            .where("player", "=", player.number)
            .orderBy("boot")
            .orderBy("seq")
            .execute();
          expect(rows.map(({ sha256 }) => sha256)).toEqual(model.records.map((one) => recordSha256(one, hashBytes)));
          const conflicts = await ctx.db
            .selectFrom("play_anomalies")
            .select(["boot", "seq"])
            .where("player", "=", player.number)
            .where("kind", "=", "conflict")
            .execute();
          expect(new Set(conflicts.map(({ boot, seq }) => `${boot} ${seq}`))).toEqual(model.conflicts);
          model.addDays(days);
        }
      }),
      // What a shrunk case stored stays in the database: the days are compared only when every run held.
      { numRuns: RUNS, endOnFailure: true },
    );
  }

  test("whatever is sent twice, late, out of order or by a clone, over restarts, the ledger is what the model holds", async () => {
    await prove();
    const stored = await ctx.db.selectFrom("play_day_totals").selectAll().execute();
    const byDate = new Map<string, NaiveDay>();
    for (const { civil_date, plays, airtime_ms } of stored) {
      const day = byDate.get(civil_date) ?? { plays: 0, airtimeMs: 0 };
      byDate.set(civil_date, { plays: day.plays + plays, airtimeMs: day.airtimeMs + airtime_ms });
    }
    expect(byDate).toEqual(days);
    expect([...days.keys()]).toEqual(expect.arrayContaining(["2026-10-31", "2026-11-01"]));
    expect(await differences()).toEqual([]);
  });

  test("a total that is not what the records say is named, by hour, day and month, and so is one without records", async () => {
    const change = { plays: 1_000_000 };
    const { screen: number } = await ctx.db.selectFrom("play_day_sums").select("screen").executeTakeFirstOrThrow();
    const { screen_id } = await ctx.db
      .selectFrom("play_screens")
      .select("screen_id")
      .where("number", "=", number)
      .executeTakeFirstOrThrow();
    const [first] = await ctx.db.selectFrom("play_month_sums").selectAll().where("screen", "=", number).execute();
    for (const table of ["play_hour_sums", "play_day_sums", "play_month_sums"] as const) {
      await ctx.db.updateTable(table).set(change).where("screen", "=", number).execute();
    }
    if (first === undefined) throw new Error("no total");
    const nobody = await ctx.db
      .insertInto("play_screens")
      .values({ screen_id: "nobody" })
      .returning("number")
      .executeTakeFirstOrThrow();
    await ctx.db
      .insertInto("play_month_sums")
      .values({ ...first, screen: nobody.number, civil_month: "2031-01" })
      .execute();
    const found = await differences();
    expect(new Set(found.map(({ span }) => span))).toEqual(new Set(["hour", "day", "month"]));
    expect(
      found.filter(({ row }) => row[0] !== screen_id).map(({ row, derived }) => [row[0], row[5], derived]),
    ).toEqual([["nobody", "2031-01", { plays: 0, airtimeMs: 0 }]]);
    expect(found.filter(({ row }) => row[0] === screen_id).every(({ stored }) => stored.plays === change.plays)).toBe(
      true,
    );
    await ctx.db.deleteFrom("play_stretches").where("screen", "=", number).execute();
    const gone = await differences();
    expect(gone.filter(({ row }) => row[0] === screen_id).every(({ derived }) => derived.plays === 0)).toBe(true);
  });

  // Last: what a broken ledger stored stays in the database. One that says too much before it dies is killed elsewhere.
  const MISCOUNTING = BROKEN_LEDGERS.filter(({ name }) => name !== "acknowledges before it commits");
  test.each(MISCOUNTING)("one that $name would be found out", async ({ defects }) => {
    await expect(prove(await openBrokenLedger(defects))).rejects.toThrow(/Property failed/);
  });
});
