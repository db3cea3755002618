import fc from "fast-check";
import type { PlayRow } from "../../server/db/repos/play-log.ts";
import { byKey } from "../../server/db/repos/play-order.ts";
import { play, sha256Of } from "./play-row.ts";

const START_MS = Date.parse("2026-10-05T23:59:50+07:00");
/** No showing is dated later. */
const LATEST_MS = 8_640_000_000_000_000;
const HOUR_MS = 3_600_000;
const SCREENS = ["a-1", "a-2", "a-3"] as const;

const digits = "0123456789abcdef";
const oneOf = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

/** What a record says that has nothing to do with the one before it. */
const OWN = fc.record({
  zone: oneOf("main", "side"),
  kind: oneOf<PlayRow["kind"]>("image", "video"),
  airing: fc.nat(2),
  edition_version_id: oneOf("v", "w"),
  language: oneOf("vi", "zh-Hans"),
  entry_id: oneOf("e", "f"),
  slot_index: oneOf(0, 7, Number.MAX_SAFE_INTEGER),
  planned_ms: oneOf(0, 10_000, 34_560_000_000),
  shown_ms: fc.nat(34_560_000_000),
  started_mono_ms: fc.nat(34_560_000_000),
  started_wall_ms: fc.maxSafeInteger(),
  clock: oneOf<PlayRow["clock"]>("anchored", "interpolated", "wall-only", "unknown"),
  outcome: oneOf<PlayRow["outcome"]>("completed", "cut", "interrupted"),
  joined_late: oneOf(0, 1),
  panel: oneOf<PlayRow["panel"]>("on", "off", "unknown"),
});

/** From one start to the next: mostly some seconds, sometimes none, back, over hours or days, or out of all measure. */
const STEP_MS = fc.oneof(
  { weight: 12, arbitrary: oneOf(10_000, 10_000, 9_970, 0, 1, -1, -10_000) },
  { weight: 2, arbitrary: oneOf(HOUR_MS, 26 * HOUR_MS, -3 * HOUR_MS, -30 * HOUR_MS) },
  { weight: 1, arbitrary: oneOf(LATEST_MS, -LATEST_MS, -Date.parse("2020-06-12T17:00:00+07:00")) },
);
const OTHER = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(2) });
const RARELY = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const RECORD = fc.record({ own: OWN, stepMs: STEP_MS, screen: OTHER, revision: OTHER, loop: OTHER, isTorn: RARELY });
const BATCH = fc.record({
  player: fc.integer({ min: 1, max: 3 }),
  reboots: fc.boolean(),
  gap: oneOf(0, 0, 0, 1, 40),
  receivedAfterMs: oneOf(0, 0, 1, 5_000, HOUR_MS, 40 * HOUR_MS, -HOUR_MS),
  records: fc.array(RECORD, { minLength: 1, maxLength: 12 }),
});

/** Where the log of a player stands. */
interface Head {
  boot: number;
  seq: number;
  sha256: string;
  startedAtMs: number;
  screen: number;
  revision: number;
  loop: number;
}

/**
 * What some players told, batch by batch as it came in: over several boots and screens, with gaps and breaks, equal starts,
 * clocks that go back, and days.
 */
export const randomBatches: fc.Arbitrary<PlayRow[][]> = fc
  .array(BATCH, { minLength: 1, maxLength: 25 })
  .map((batches) => {
    const heads = new Map<number, Head>();
    let receivedAtMs = START_MS;
    return batches.map(({ player, reboots, gap, receivedAfterMs, records }) => {
      const head = heads.get(player) ?? firstHead(player);
      heads.set(player, head);
      if (reboots) Object.assign(head, { boot: head.boot + 1, seq: 0 });
      head.seq += gap;
      receivedAtMs += receivedAfterMs;
      return records.map((record) => nextRow(player, head, record, receivedAtMs));
    });
  });

function firstHead(player: number): Head {
  const at = { boot: 1, seq: 0, sha256: sha256Of(`start ${player}`), startedAtMs: START_MS };
  return { ...at, screen: player - 1, revision: 1, loop: 1 };
}

type RecordSpec = typeof RECORD extends fc.Arbitrary<infer Value> ? Value : never;

function nextRow(player: number, head: Head, record: RecordSpec, received_at_ms: number): PlayRow {
  const { airing, ...own } = record.own;
  head.seq += 1;
  head.startedAtMs = Math.min(Math.max(0, head.startedAtMs + record.stepMs), LATEST_MS);
  head.screen = record.screen ?? head.screen;
  head.revision = record.revision ?? head.revision;
  head.loop = record.loop ?? head.loop;
  const sha256 = sha256Of(`${player} ${head.boot} ${head.seq}`);
  const prev_sha256 = record.isTorn ? sha256Of(`torn ${sha256}`) : head.sha256;
  head.sha256 = sha256;
  return play(head.boot, head.seq, {
    ...{ player, screen_id: SCREENS[head.screen] ?? "a-1", sha256, prev_sha256, ...own, received_at_ms },
    ...{ airing_sha256: sha256Of(`airing ${airing}`), started_at_ms: head.startedAtMs },
    ...{ manifest_revision: head.revision + 1, loop_id: digits.slice(head.loop) + digits.slice(0, head.loop) },
  });
}

/** By player, and of each as it wrote them. */
export function byPlayer(one: PlayRow, other: PlayRow): number {
  return one.player - other.player || byKey(one, other);
}
