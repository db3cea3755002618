import { expect } from "vitest";
import { findBackedUpMark, listAllMarks, saveBackedUpMarks } from "../../server/db/repos/backed-up-marks.ts";
import { listAnchorsOf, listAssignmentsOf, moveMarks, readMarks } from "../../server/db/repos/ledger-round.ts";
import {
  insertAnchors,
  insertAnomalyIfNew,
  insertPlays,
  listPlayRows,
  readMark,
  readPlayHashes,
} from "../../server/db/repos/play-log.ts";
import { addTotals, totalsOfAllSpans } from "../../server/db/repos/play-totals.ts";
import { readHourlyAirtime } from "../../server/db/repos/proof.ts";
import { listScreensInPeriod, sumTotals } from "../../server/db/repos/report-figures.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { createLedgerMemory } from "../../server/services/ledger/ledger-memory.ts";
import { openLedgerRound } from "../../server/services/ledger/ledger-round.ts";
import { play, playSha256 } from "../support/play-row.ts";
import { keepsTheLedgerContract } from "./ledger-store-contract.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;
const HOUR = 3_600_000;

const mark = (boot: number, seq: number) => ({ boot, seq, headSha256: playSha256(boot, seq) });

export const playLogContract: RepositoryContract = {
  name: "play log: a record is stored once and never rewritten, totals add up, pages and hashes are found by key",
  async run(db) {
    await withTransaction(db, async (tx) => {
      expect(await readMarks(tx, [7, 8])).toEqual(new Map());
      await insertPlays(tx, [play(1, 1), play(1, 2), play(3, 1)]);
      await insertPlays(tx, [play(1, 2, { sha256: playSha256(0, 0) }), play(3, 2)]);
      const [first, second] = [mark(1, 2), mark(3, 2)];
      expect(await moveMarks(tx, [{ player: 7, from: mark(0, 0), to: first }], AT)).toBe(true);
      const moves = [
        { player: 7, from: first, to: second },
        { player: 8, from: mark(0, 0), to: second },
      ];
      expect(await moveMarks(tx, moves, AT)).toBe(true);
      const moved = new Map([7, 8].map((player) => [player, second]));
      expect(await readMarks(tx, [8, 7, 9])).toEqual(moved);
      for (const from of [mark(0, 0), first, { ...second, headSha256: "other" }]) {
        expect(await moveMarks(tx, [{ player: 7, from, to: mark(9, 9) }], AT)).toBe(false);
      }
      expect(await moveMarks(tx, [{ player: 9, from: first, to: mark(9, 9) }], AT)).toBe(false);
      expect(await readMarks(tx, [8, 7, 9])).toEqual(moved);
    });
    expect(await readMark(db, 7)).toEqual({ boot: 3, seq: 2, headSha256: playSha256(3, 2) });
    const hashes = async (first: [number, number], last: [number, number]) =>
      [
        ...(await readPlayHashes(db, 7, { boot: first[0], seq: first[1] }, { boot: last[0], seq: last[1] })).values(),
      ].sort();
    expect(await hashes([1, 2], [3, 1])).toEqual([playSha256(1, 2), playSha256(3, 1)].sort());
    expect(await hashes([1, 1], [9, 9])).toEqual(
      [playSha256(1, 1), playSha256(1, 2), playSha256(3, 1), playSha256(3, 2)].sort(),
    );
    const many = Array.from({ length: 450 }, (_, index) => play(5, index + 1, { screen_id: "a-2" }));
    await insertPlays(db, many);

    const first = await listPlayRows(db, { screenId: "a-1", after: null, limit: 3 });
    expect(first.map((row) => [row.boot, row.seq])).toEqual([
      [3, 2],
      [1, 2],
      [3, 1],
    ]);
    const after = { startedAtMs: AT + 1, player: 7, boot: 3, seq: 1 };
    const rest = await listPlayRows(db, { screenId: "a-1", after, limit: 3 });
    expect(rest.map((row) => [row.boot, row.seq])).toEqual([[1, 1]]);
    expect(await listPlayRows(db, { fromMs: AT + 2, toMs: AT + 3, after: null, limit: 9 })).toHaveLength(3);
    expect(await listPlayRows(db, { screenId: "never-shown-on", after: null, limit: 9 })).toEqual([]);

    const total = {
      screen_id: "a-1",
      edition_version_id: "v",
      entry_id: "e",
      outcome: "completed" as const,
      panel: "on" as const,
    };
    await addTotals(db, [{ ...total, hour_at_ms: HOUR, plays: 2, airtime_ms: 20 }]);
    await addTotals(db, [
      { ...total, hour_at_ms: HOUR, plays: 1, airtime_ms: 5 },
      { ...total, hour_at_ms: 2 * HOUR, plays: 4, airtime_ms: 40 },
      { ...total, panel: "unknown", hour_at_ms: HOUR, plays: 8, airtime_ms: 80 },
    ]);
    const hourly = [];
    for await (const screen of readHourlyAirtime(db, HOUR, 3 * HOUR)) hourly.push(screen);
    expect(hourly).toEqual([
      {
        screenId: "a-1",
        rows: expect.arrayContaining([
          [HOUR, 25, 105],
          [2 * HOUR, 40, 40],
        ]),
      },
    ]);
    expect(hourly[0]?.rows).toHaveLength(2);
    const sums = await sumTotals(db, HOUR, 2 * HOUR);
    expect(sums.sort((one, other) => one.plays - other.plays)).toEqual([
      { screen_id: "a-1", edition_version_id: "v", outcome: "completed", panel: "on", plays: 3, airtime_ms: 25 },
      { screen_id: "a-1", edition_version_id: "v", outcome: "completed", panel: "unknown", plays: 8, airtime_ms: 80 },
    ]);

    const rowsNow = await db.selectFrom("play_totals").selectAll().execute();
    const days = await db.selectFrom("play_day_totals").selectAll().orderBy("plays").execute();
    const months = await db.selectFrom("play_month_totals").selectAll().orderBy("plays").execute();
    const wanted = totalsOfAllSpans(rowsNow);
    const byPlays = (one: { plays: number }, other: { plays: number }) => one.plays - other.plays;
    expect(days).toEqual(wanted.days.sort(byPlays));
    expect(months).toEqual(wanted.months.sort(byPlays));
    expect(months.map((row) => [row.civil_month, row.plays, row.airtime_ms])).toEqual([
      ["1970-01", 7, 65],
      ["1970-01", 8, 80],
    ]);

    const kept = { player: 7, boot: 1, seq: 2 };
    const later = { player: 7, boot: 3, seq: 2 };
    expect((await listAllMarks(db)).find(({ player }) => player === 7)).toEqual(later);
    expect(await findBackedUpMark(db, 7)).toBeUndefined();
    await saveBackedUpMarks(db, [{ ...kept, player: 8 }, kept], AT);
    await saveBackedUpMarks(db, [later], AT + 1);
    expect(await findBackedUpMark(db, 7)).toEqual({ boot: 3, seq: 2 });
    expect(await findBackedUpMark(db, 8)).toEqual({ boot: 1, seq: 2 });

    const anomaly = { player: 7, kind: "conflict" as const, boot: 1, seq: 1, detail_json: "{}", at_ms: AT };
    expect(await insertAnomalyIfNew(db, anomaly)).toBe(true);
    expect(await insertAnomalyIfNew(db, { ...anomaly, at_ms: AT + 1 })).toBe(false);
    const anchor = { boot: 1, monoMs: 5, utcMs: AT, uncertaintyMs: 3 };
    await insertAnchors(db, 7, [anchor, { ...anchor, monoMs: 4 }]);
    await insertAnchors(db, 7, [{ ...anchor, utcMs: AT + 99 }]);
    await insertAnchors(
      db,
      7,
      [3, 8, 9, 12, 15].map((monoMs) => ({ ...anchor, monoMs })),
    );
    await insertAnchors(db, 7, [{ ...anchor, boot: 2, monoMs: 6 }]);
    const around = async (from_ms: number, to_ms: number, boot = 1) => {
      const found = await listAnchorsOf(db, [{ player: 7, boot, from_ms, to_ms }]);
      return found.map(({ anchor }) => [anchor.monoMs, anchor.utcMs - AT]).sort(([one = 0], [two = 0]) => one - two);
    };
    expect(await around(6, 10)).toEqual([5, 8, 9, 12].map((monoMs) => [monoMs, 0]));
    expect(await around(0, 1)).toEqual([[3, 0]]);
    expect(await around(20, 30)).toEqual([[15, 0]]);
    expect(await around(0, 99, 3)).toEqual([]);
    expect(await listAssignmentsOf(db, [7])).toEqual([]);
    await addScreenRows(db, "a");
    expect((await listScreensInPeriod(db, AT - 5, AT + 5)).map((row) => row.screen_id)).toEqual(["a-1", "a-2"]);
    expect(await listScreensInPeriod(db, AT - 5, AT)).toEqual([]);
  },
};

export const ledgerStoreContract: RepositoryContract = {
  name: "ledger store: a transaction is kept whole or not at all, a key once, and the mark is what was written last",
  async run(db) {
    await addScreenRows(db, "a");
    await keepsTheLedgerContract({
      async assign(player, { screen_id, from_ms, to_ms }) {
        const unpaired = {
          public_x: "x",
          device_name: "Đầu phát",
          paired_at_ms: AT,
          paired_by: null,
          revoked_at_ms: null,
        };
        const silent = { highest_boot: 0, state_json: null, state_at_ms: null };
        await db
          .insertInto("players")
          .values({ number: player, key_id: "key", ...unpaired, ...silent })
          .execute();
        await db.insertInto("player_assignments").values({ player, screen_id, from_ms, to_ms }).execute();
      },
      insertAnchors: (player, anchors) => insertAnchors(db, player, anchors),
      transact: (work) =>
        withTransaction(db, async (tx) => {
          const round = await openLedgerRound(tx, createLedgerMemory(), []);
          const result = await work(round.store);
          expect(await (await round.finish(AT))(tx)).toBe(true);
          return result;
        }),
      async countTotals() {
        const rows = await db.selectFrom("play_totals").select("plays").execute();
        return rows.reduce((sum, { plays }) => sum + Number(plays), 0);
      },
    });
  },
};
