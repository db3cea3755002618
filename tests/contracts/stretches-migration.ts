import { expect } from "vitest";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import type { Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { migrations } from "../../server/db/migrations/index.ts";
import { insertPlays, type PlayRow } from "../../server/db/repos/play-log.ts";
import { REPORT_TIME_ZONE } from "../../server/services/reports/report-period.ts";
import { play, sha256Of } from "../support/play-row.ts";

const AT = Date.parse("2026-10-05T12:00:00+07:00");
const MIDNIGHT = Date.parse("2026-10-06T00:00:00+07:00");
/** In the years in which the reports' zone was eight hours ahead. */
const EARLY_MIDNIGHT = Date.parse("1971-05-05T00:00:00+08:00");
const BEFORE = "0024";
const MOST = 500;

interface Part {
  readonly player: number;
  readonly boot: number;
  readonly from: number;
  readonly to: number;
  readonly says?: (seq: number) => Partial<PlayRow>;
}

const PARTS: readonly Part[] = [
  // More than two stretches' worth; then a break in the numbers, and one in the chain.
  { player: 7, boot: 1, from: 1, to: 1_203 },
  {
    player: 7,
    boot: 1,
    from: 1_210,
    to: 1_220,
    says: (seq) => (seq === 1_215 ? { prev_sha256: sha256Of("other") } : {}),
  },
  { player: 7, boot: 3, from: 1, to: 30, says: (seq) => ({ screen_id: seq < 12 ? "a-1" : "a-2" }) },
  { player: 7, boot: 3, from: 31, to: 60, says: (seq) => ({ manifest_revision: seq < 40 ? 8 : 9 }) },
  { player: 7, boot: 3, from: 61, to: 80, says: (seq) => ({ loop_id: `000000000000000${seq < 70 ? 1 : 2}` }) },
  { player: 7, boot: 3, from: 81, to: 100, says: (seq) => ({ received_at_ms: AT + Math.floor(seq / 7) }) },
  { player: 7, boot: 4, from: 1, to: 20, says: (seq) => ({ started_at_ms: MIDNIGHT + (seq - 9) * 1_000 }) },
  { player: 8, boot: 1, from: 1, to: 9, says: (seq) => ({ started_at_ms: EARLY_MIDNIGHT + (seq - 5) * 1_000 }) },
  // What changes from record to record and what ends no stretch: clocks that go back, other items, other outcomes.
  {
    player: 8,
    boot: 2,
    from: 1,
    to: 40,
    says: (seq) => ({ started_wall_ms: -seq * 10 ** 12, started_at_ms: AT - seq }),
  },
  { player: 8, boot: 3, from: 1, to: 40, says: (seq) => ({ started_mono_ms: 34_560_000_000 - seq, kind: "video" }) },
  {
    player: 8,
    boot: 3,
    from: 41,
    to: 60,
    says: (seq) => ({ outcome: seq % 3 === 0 ? "cut" : "completed", joined_late: 1 }),
  },
];

function rowsOfStep21(): PlayRow[] {
  return PARTS.flatMap(({ player, boot, from, to, says = () => ({}) }) =>
    Array.from({ length: to - from + 1 }, (_, index) => {
      const seq = from + index;
      const hashOf = (of: number) => sha256Of(`${player} ${boot} ${of}`);
      const chained = { player, sha256: hashOf(seq), prev_sha256: hashOf(seq - 1) };
      const own = { slot_index: seq % 7, shown_ms: 9_000 + (seq % 11), started_mono_ms: seq * 10_000 };
      return play(boot, seq, { ...chained, ...own, started_at_ms: AT + seq, ...says(seq) });
    }),
  );
}

/** The keys of the first and last records of the fewest stretches that the rule allows. */
function fewestStretches(rows: readonly PlayRow[]): [player: number, boot: number, first: number, last: number][] {
  const found: PlayRow[][] = [];
  for (const row of rows) {
    const [open, before] = [found.at(-1), found.at(-1)?.at(-1)];
    if (open !== undefined && before !== undefined && open.length < MOST && goesOn(before, row)) open.push(row);
    else found.push([row]);
  }
  return found.map((stretch) => [
    stretch[0]?.player ?? 0,
    stretch[0]?.boot ?? 0,
    stretch[0]?.seq ?? 0,
    stretch.at(-1)?.seq ?? 0,
  ]);
}

function goesOn(before: PlayRow, row: PlayRow): boolean {
  const common = ["player", "boot", "screen_id", "manifest_revision", "loop_id", "received_at_ms"] as const;
  const dateOf = (of: PlayRow) => civilAt(of.started_at_ms, REPORT_TIME_ZONE).date;
  const isNext = row.seq === before.seq + 1 && row.prev_sha256 === before.sha256;
  return isNext && common.every((name) => before[name] === row[name]) && dateOf(before) === dateOf(row);
}

const upTo = (step: string) => Object.fromEntries(Object.entries(migrations).filter(([name]) => name < step));

/** Records as step 23 kept them are shown the same by step 24, in as few stretches as can be, and still stored once each. */
export async function showsRecordsOfStep23(db: Database): Promise<void> {
  await migrateToLatest(db, upTo("0022"));
  const rows = rowsOfStep21();
  for (let at = 0; at < rows.length; at += MOST) {
    await db
      .insertInto("play_records")
      .values(rows.slice(at, at + MOST))
      .execute();
  }
  await migrateToLatest(db, upTo(BEFORE));
  const shown = () =>
    db.selectFrom("play_records").selectAll().orderBy("player").orderBy("boot").orderBy("seq").execute();
  expect(await shown()).toEqual(rows);

  expect(await migrateToLatest(db)).toContain("0024-plays-in-stretches");
  expect(await shown()).toEqual(rows);
  const stretches = await db
    .selectFrom("play_stretches")
    .selectAll()
    .orderBy("player")
    .orderBy("boot")
    .orderBy("first_seq")
    .execute();
  const keys = stretches.map(({ player, boot, first_seq, last_seq }) => [player, boot, first_seq, last_seq]);
  expect(keys).toEqual(fewestStretches(rows));
  for (const stretch of stretches) {
    const own = rows.filter((row) => isIn(stretch, row));
    expect(endsOf(stretch)).toEqual([
      Math.min(...own.map((row) => row.started_at_ms)),
      Math.max(...own.map((row) => row.started_at_ms)),
      Math.min(...own.map((row) => row.started_mono_ms)),
      Math.max(...own.map((row) => row.started_mono_ms)),
    ]);
  }

  const next = play(3, 101, { sha256: sha256Of("next"), prev_sha256: sha256Of("7 3 100") });
  await insertPlays(db, [play(1, 250), play(3, 81, { sha256: sha256Of("other") }), next]);
  const at = rows.findIndex(({ player, boot }) => player === 7 && boot === 4);
  expect(await shown()).toEqual([...rows.slice(0, at), next, ...rows.slice(at)]);
}

interface Stretch {
  readonly player: number;
  readonly boot: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly from_started_ms: number;
  readonly to_started_ms: number;
  readonly from_mono_ms: number;
  readonly to_mono_ms: number;
}

function isIn({ player, boot, first_seq, last_seq }: Stretch, row: PlayRow): boolean {
  return row.player === player && row.boot === boot && row.seq >= first_seq && row.seq <= last_seq;
}

function endsOf({ from_started_ms, to_started_ms, from_mono_ms, to_mono_ms }: Stretch): number[] {
  return [from_started_ms, to_started_ms, from_mono_ms, to_mono_ms];
}
