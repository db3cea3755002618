import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlayKey } from "../../../schemas/play-record.ts";
import { play } from "../../../tests/support/play-row.ts";
import { byPlayer, randomBatches } from "../../../tests/support/random-log.ts";
import { startDatabases, type TestDatabases } from "../../../tests/support/test-databases.ts";
import type { Database } from "../../context.ts";
import { migrateToLatest } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import { hotBootsOfPart, hotEnds } from "./evidence-stretches.ts";
import { hotBeside, hotInWindow, hotOfPlayer, hotReceivedAfter } from "./hot-plays.ts";
import type { PlayRow } from "./play-log.ts";
import { numberPlays, PlayNames } from "./play-names.ts";
import { byKey, byReceived, byStart, LAST_KEY } from "./play-order.ts";
import { prepareStretches } from "./play-stretches.ts";

const RUNS = process.env.TEST_TIER === "long" ? 1_000 : 25;
/** Of one log. */
const QUESTIONS = 8;

let databases: TestDatabases;
let db: Database;
beforeAll(async () => {
  databases = await startDatabases("sqlite");
  db = await openDatabase(await databases.create());
  await migrateToLatest(db);
});
afterAll(async () => {
  await db.destroy();
  await databases.stop();
});

interface Log {
  /** By player, and of each as it wrote them. */
  readonly rows: readonly PlayRow[];
  /** One of them. */
  at(place: number): PlayRow;
}

/** Asks random logs random questions; the answers are those of looking at each record that went in. */
async function holdsForEach<Question>(
  questions: fc.Arbitrary<Question>,
  holds: (log: Log, question: Question) => Promise<void>,
): Promise<void> {
  const asked = fc.array(questions, { minLength: QUESTIONS, maxLength: QUESTIONS });
  const property = fc.asyncProperty(randomBatches, asked, async (batches, of) => {
    await db.deleteFrom("play_stretches").execute();
    for (const batch of batches) {
      await prepareStretches(db, batch, await numberPlays(db, new PlayNames(), batch))(db);
    }
    const rows = batches.flat().sort(byPlayer);
    const at = (place: number) => {
      const row = rows[place % rows.length];
      if (row === undefined) throw new Error("A log has one record at least.");
      return row;
    };
    for (const question of of) await holds({ rows, at }, question);
  });
  await fc.assert(property, { numRuns: RUNS });
}

const PLACE = fc.nat(10_000);
const NEAR = fc.constantFrom(-1, 0, 1);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const PLAYER = fc.integer({ min: 1, max: 4 });
const LIMIT = fc.constantFrom(1, 2, 5, 17, 100_000);
const SCREENS = fc.subarray(["a-1", "a-2", "a-3", "never-shown-on"]);

/** From the start of a record, or just beside it, to that of another, or open. */
const WINDOW = fc.record({
  from: fc.option(fc.tuple(PLACE, NEAR)),
  to: fc.option(fc.tuple(PLACE, NEAR)),
});

function windowIn({ at }: Log, { from, to }: typeof WINDOW extends fc.Arbitrary<infer Value> ? Value : never) {
  const edge = ([place, near]: [number, number]) => at(place).started_at_ms + near;
  return { fromMs: from === null ? 0 : edge(from), toMs: to === null ? Number.MAX_SAFE_INTEGER : edge(to) };
}

const isWithin = (row: PlayRow, { fromMs, toMs }: { fromMs: number; toMs: number }) =>
  row.started_at_ms >= fromMs && row.started_at_ms < toMs;
const isBetween = (row: PlayKey, first: PlayKey, last: PlayKey) => byKey(row, first) >= 0 && byKey(row, last) <= 0;

/** The key of a record, or one beside it, which may be of none. */
const KEY = fc.tuple(PLACE, NEAR);
function keyIn({ at }: Log, [place, near]: [number, number]): PlayKey {
  const { boot, seq } = at(place);
  return { boot, seq: Math.max(0, seq + near) };
}

test("records that began in a window are found all and in order, of the screens and the player asked for, as many as asked for", async () => {
  const question = fc.record({
    window: WINDOW,
    screenIds: maybe(SCREENS),
    player: maybe(PLAYER),
    order: fc.constantFrom("asc" as const, "desc" as const),
    limit: maybe(LIMIT),
    until: maybe(PLACE),
  });
  await holdsForEach(question, async (log, { window, screenIds, player, order, limit, until }) => {
    const span = windowIn(log, window);
    const holds = (row: PlayRow) => until === undefined || row.received_at_ms <= log.at(until).received_at_ms;
    const found = log.rows
      .filter((row) => isWithin(row, span) && holds(row))
      .filter((row) => screenIds === undefined || screenIds.includes(row.screen_id))
      .filter((row) => player === undefined || row.player === player)
      .sort((one, other) => (order === "asc" ? byStart(one, other) : byStart(other, one)))
      .slice(0, limit);
    const asked = {
      ...{ ...span, order, ...(until === undefined ? {} : { holds }) },
      ...(screenIds === undefined ? {} : { screenIds }),
      ...(player === undefined ? {} : { player }),
      ...(limit === undefined ? {} : { limit }),
    };
    expect(await hotInWindow(db, asked)).toEqual(found);
  });
});

test("a stretch that comes later and begins before what was found already is not left out, whatever the limit", async () => {
  await db.deleteFrom("play_stretches").execute();
  const after = (ms: number) => ({ started_at_ms: 1_800_000_000_000 + ms });
  const long = [1, 2].map((seq) => play(1, seq, { player: 1, ...after(seq === 1 ? 0 : 3_600_000) }));
  const chained = long.map((row, index) => ({ ...row, prev_sha256: long[index - 1]?.sha256 ?? row.prev_sha256 }));
  // Each of a batch of its own.
  const short = Array.from({ length: 30 }, (_, index) => play(1, index + 1, { player: 2, ...after(index * 1_000) }));
  const rows = [...chained, ...short];
  await prepareStretches(db, rows, await numberPlays(db, new PlayNames(), rows))(db);
  expect(await db.selectFrom("play_stretches").selectAll().execute()).toHaveLength(31);
  for (let limit = 1; limit <= rows.length; limit += 1) {
    for (const order of ["asc", "desc"] as const) {
      const sorted = rows.toSorted((one, other) => (order === "asc" ? byStart(one, other) : byStart(other, one)));
      const asked = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, order, limit };
      expect(await hotInWindow(db, asked)).toEqual(sorted.slice(0, limit));
    }
  }
});

test("records of a player from one key to another are found as it wrote them, whether there is a record of that key or not", async () => {
  const question = fc.record({ player: PLAYER, first: KEY, last: fc.option(KEY), limit: LIMIT });
  await holdsForEach(question, async (log, { player, limit, ...keys }) => {
    const first = keyIn(log, keys.first);
    const last = keys.last === null ? LAST_KEY : keyIn(log, keys.last);
    const found = log.rows.filter((row) => row.player === player && isBetween(row, first, last)).slice(0, limit);
    expect(await hotOfPlayer(db, player, { first, last, limit })).toEqual(found);
  });
});

test("the record just before a key, and the one just after it, are the nearest of that player, also over a restart", async () => {
  await holdsForEach(fc.record({ player: PLAYER, beside: KEY }), async (log, { player, beside }) => {
    const key = keyIn(log, beside);
    const own = log.rows.filter((row) => row.player === player);
    expect(await hotBeside(db, player, key, "before")).toEqual(own.filter((row) => byKey(row, key) < 0).at(-1));
    expect(await hotBeside(db, player, key, "after")).toEqual(own.find((row) => byKey(row, key) > 0));
  });
});

test("records of a window that were received after one of them are found in the order of their receipt, late ones too", async () => {
  const question = fc.record({ window: WINDOW, after: PLACE, laterMs: fc.constantFrom(-1, 0, 0, 1), limit: LIMIT });
  await holdsForEach(question, async (log, { window, limit, ...asked }) => {
    const span = windowIn(log, window);
    const row = log.at(asked.after);
    const after = { ...row, received_at_ms: row.received_at_ms + asked.laterMs };
    const found = log.rows
      .filter((one) => isWithin(one, span) && byReceived(one, after) > 0)
      .sort(byReceived)
      .slice(0, limit);
    expect(await hotReceivedAfter(db, span, after, limit)).toEqual(found);
  });
});

test("of the keys that a piece of evidence is about the first and the last of each boot are told, and none that it is not", async () => {
  const question = fc.record({ player: PLAYER, screenIds: SCREENS, window: WINDOW, until: PLACE });
  await holdsForEach(question, async (log, { player, screenIds, window, until }) => {
    const span = windowIn(log, window);
    const untilReceivedMs = log.at(until).received_at_ms;
    const own = log.rows.filter(
      (row) =>
        row.player === player &&
        screenIds.includes(row.screen_id) &&
        isWithin(row, span) &&
        row.received_at_ms <= untilReceivedMs,
    );
    const told = await hotEnds(db, player, { screenIds, ...span, untilReceivedMs });
    const nameOf = ({ boot, seq }: PlayKey) => `${boot} ${seq}`;
    expect(own.map(nameOf)).toEqual(expect.arrayContaining(told.map(nameOf)));
    for (const boot of new Set(own.map((row) => row.boot))) {
      const ends = (keys: readonly PlayKey[]) => {
        const sorted = keys.filter((key) => key.boot === boot).sort(byKey);
        return [sorted[0]?.seq, sorted.at(-1)?.seq];
      };
      expect(ends(told)).toEqual(ends(own));
    }
  });
});

test("a part of a log names its boots, and of each the clock from the earliest to the latest of its records", async () => {
  await holdsForEach(fc.record({ player: PLAYER, first: KEY, last: KEY }), async (log, { player, ...keys }) => {
    const [first, last] = [keyIn(log, keys.first), keyIn(log, keys.last)];
    const own = log.rows.filter((row) => row.player === player && isBetween(row, first, last));
    const whole = (parts: readonly { boot: number; fromMonoMs: number; toMonoMs: number }[]) =>
      [...new Set(parts.map(({ boot }) => boot))].sort().map((boot) => {
        const of = parts.filter((part) => part.boot === boot);
        return [
          boot,
          Math.min(...of.map(({ fromMonoMs }) => fromMonoMs)),
          Math.max(...of.map(({ toMonoMs }) => toMonoMs)),
        ];
      });
    const wanted = own.map(({ boot, started_mono_ms: atMs }) => ({ boot, fromMonoMs: atMs, toMonoMs: atMs }));
    expect(whole(await hotBootsOfPart(db, player, first, last))).toEqual(whole(wanted));
  });
});
