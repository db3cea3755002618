import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_BATCH_RECORDS } from "../../../schemas/play-record.ts";
import { play, sha256Of } from "../../../tests/support/play-row.ts";
import { byPlayer, randomBatches } from "../../../tests/support/random-log.ts";
import { startDatabases, type TestDatabases } from "../../../tests/support/test-databases.ts";
import type { Database } from "../../context.ts";
import { migrateToLatest } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import { PACKED_PLAY_BYTES } from "./packed-play.ts";
import type { PlayRow } from "./play-log.ts";
import { numberPlays, PlayNames } from "./play-names.ts";
import { prepareStretches } from "./play-stretches.ts";
import { type StoredStretch, StretchReader } from "./stretch-records.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const FIELDS = 25;

let databases: TestDatabases;
let db: Database;
beforeAll(async () => {
  databases = await startDatabases("sqlite");
  db = await openDatabase(await databases.create());
  await migrateToLatest(db);
});
beforeEach(async () => {
  await db.deleteFrom("play_stretches").execute();
});
afterAll(async () => {
  await db.destroy();
  await databases.stop();
});

async function store(rows: readonly PlayRow[]): Promise<void> {
  await prepareStretches(db, rows, await numberPlays(db, new PlayNames(), rows))(db);
}

const stored = () =>
  db.selectFrom("play_stretches").selectAll().orderBy("player").orderBy("boot").orderBy("first_seq").execute();
const shown = () =>
  db.selectFrom("play_records").selectAll().orderBy("player").orderBy("boot").orderBy("seq").execute();

const DAY_MS = 86_400_000;
/** In the reports' zone, which was eight hours ahead until June 1975. */
const dayOf = (atMs: number) => Math.floor((atMs + (atMs < Date.UTC(1975, 5, 12, 16) ? 8 : 7) * 3_600_000) / DAY_MS);

/** What one stretch says once for all of its records. */
function commonTo(row: PlayRow): string {
  const { player, boot, screen_id, manifest_revision, loop_id, received_at_ms, started_at_ms } = row;
  return [player, boot, screen_id, manifest_revision, loop_id, received_at_ms, dayOf(started_at_ms)].join(" ");
}

/** Each batch's stretches as they should be: as few as the rule allows. */
function fewest(batches: readonly (readonly PlayRow[])[]): PlayRow[][] {
  const found: PlayRow[][] = [];
  for (const batch of batches) {
    let open: PlayRow[] = [];
    for (const row of batch) {
      const before = open.at(-1);
      const goesOn =
        before !== undefined &&
        open.length < MAX_BATCH_RECORDS &&
        commonTo(before) === commonTo(row) &&
        row.seq === before.seq + 1 &&
        row.prev_sha256 === before.sha256;
      if (!goesOn) {
        open = [];
        found.push(open);
      }
      open.push(row);
    }
  }
  return found;
}

function endsOf(rows: readonly PlayRow[]) {
  const starts = rows.map((row) => row.started_at_ms);
  const mono = rows.map((row) => row.started_mono_ms);
  return {
    ...{ first_seq: rows[0]?.seq, last_seq: rows.at(-1)?.seq },
    ...{ from_started_ms: Math.min(...starts), to_started_ms: Math.max(...starts) },
    ...{ from_mono_ms: Math.min(...mono), to_mono_ms: Math.max(...mono) },
  };
}

test("what goes into the table comes out of it, every field of every record, and the view shows the same", async () => {
  await fc.assert(
    fc
      .asyncProperty(randomBatches, async (batches) => {
        for (const batch of batches) await store(batch);
        const rows = batches.flat().sort(byPlayer);
        expect(rows.every((row) => Object.keys(row).length === FIELDS)).toBe(true);
        expect(await new StretchReader(db).readAll(await stored())).toEqual(rows);
        expect(await shown()).toEqual(rows);
      })
      .afterEach(async () => void (await db.deleteFrom("play_stretches").execute())),
    { numRuns: IS_LONG ? 1_000 : 30 },
  );
});

test("a stretch has one player, boot, screen, day, revision, loop and time of receipt, and there are as few as that allows", async () => {
  await fc.assert(
    fc
      .asyncProperty(randomBatches, async (batches) => {
        for (const batch of batches) await store(batch);
        const reader = new StretchReader(db);
        for (const stretch of await stored()) {
          const own = await reader.readAll([stretch]);
          expect(new Set(own.map(commonTo)).size).toBe(1);
          expect(stretch).toMatchObject(endsOf(own));
        }
        const keyOf = ({ player, boot, first_seq }: Pick<StoredStretch, "player" | "boot" | "first_seq">) =>
          `${player} ${boot} ${first_seq}`;
        const wanted = fewest(batches).flatMap(([row]) => (row === undefined ? [] : { ...row, first_seq: row.seq }));
        expect((await stored()).map(keyOf).sort()).toEqual(wanted.map(keyOf).sort());
      })
      .afterEach(async () => void (await db.deleteFrom("play_stretches").execute())),
    { numRuns: IS_LONG ? 1_000 : 30 },
  );
});

const chained = (boot: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const hashOf = (seq: number) => sha256Of(`${boot} ${seq}`);
    return play(boot, index + 1, { sha256: hashOf(index + 1), prev_sha256: hashOf(index) });
  });

test("no stretch is longer than a batch may be", async () => {
  const rows = chained(1, 2 * MAX_BATCH_RECORDS + 3);
  await store(rows);
  const lengths = (await stored()).map(({ first_seq, last_seq }) => last_seq - first_seq + 1);
  expect(lengths).toEqual([MAX_BATCH_RECORDS, MAX_BATCH_RECORDS, 3]);
  expect((await stored()).map(({ said }) => said.length / PACKED_PLAY_BYTES)).toEqual(lengths);
  expect(await shown()).toEqual(rows);
});

test("a batch that is told again adds nothing and changes nothing", async () => {
  const rows = chained(1, 40);
  await store(rows);
  await store(rows.map((row) => ({ ...row, shown_ms: 1 })));
  expect(await shown()).toEqual(rows);
});

test("what no record of a player can say is refused, and nothing of its batch is stored", async () => {
  const rows = chained(1, 3);
  const bad: Partial<PlayRow>[] = [
    { sha256: "0e" },
    { sha256: "x".repeat(64) },
    { shown_ms: 0.5 },
    { planned_ms: 10 ** 11 },
    { started_at_ms: Number.NaN },
  ];
  for (const change of bad) {
    const batch = rows.map((row, index) => (index === 1 ? { ...row, ...change } : row));
    await expect(store(batch)).rejects.toThrow(RangeError);
  }
  expect(await shown()).toEqual([]);
});
