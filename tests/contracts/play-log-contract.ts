import { expect } from "vitest";
import {
  addTotals,
  insertAnchors,
  insertAnomalyIfNew,
  insertPlays,
  listAnchorsAround,
  listPlayRows,
  lockMark,
  type PlayRow,
  readMark,
  readPlayHashes,
  writeMark,
} from "../../server/db/repos/play-log.ts";
import { listScreensInPeriod, sumTotals } from "../../server/db/repos/report-figures.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { tableLedgerStore } from "../../server/services/ledger/ledger-store.ts";
import { keepsTheLedgerContract } from "./ledger-store-contract.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;
const HOUR = 3_600_000;

function play(boot: number, seq: number, change: Partial<PlayRow> = {}): PlayRow {
  return {
    player: 7,
    boot,
    seq,
    screen_id: "a-1",
    sha256: `h${boot}.${seq}`,
    prev_sha256: "",
    zone: "main",
    kind: "image",
    airing_sha256: "",
    edition_version_id: "v",
    language: "vi",
    entry_id: "e",
    manifest_revision: 1,
    loop_id: "",
    slot_index: 0,
    planned_ms: 10_000,
    shown_ms: 10_000,
    started_mono_ms: 0,
    started_wall_ms: -1,
    started_at_ms: AT + seq,
    clock: "anchored",
    outcome: "completed",
    joined_late: 0,
    panel: "on",
    received_at_ms: AT,
    ...change,
  };
}

export const playLogContract: RepositoryContract = {
  name: "play log: a record is stored once and never rewritten, totals add up, pages and hashes are found by key",
  async run(db) {
    await withTransaction(db, async (tx) => {
      expect(await lockMark(tx, 7, AT)).toEqual({ boot: 0, seq: 0, headSha256: "0".repeat(64) });
      await insertPlays(tx, [play(1, 1), play(1, 2), play(3, 1)]);
      await insertPlays(tx, [play(1, 2, { sha256: "other" }), play(3, 2)]);
      await writeMark(tx, 7, { boot: 3, seq: 2, headSha256: "h3.2" }, AT);
    });
    expect(await readMark(db, 7)).toEqual({ boot: 3, seq: 2, headSha256: "h3.2" });
    await withTransaction(db, async (tx) => expect((await lockMark(tx, 7, AT)).seq).toBe(2));
    const hashes = async (first: [number, number], last: [number, number]) =>
      [
        ...(await readPlayHashes(db, 7, { boot: first[0], seq: first[1] }, { boot: last[0], seq: last[1] })).values(),
      ].sort();
    expect(await hashes([1, 2], [3, 1])).toEqual(["h1.2", "h3.1"]);
    expect(await hashes([1, 1], [9, 9])).toEqual(["h1.1", "h1.2", "h3.1", "h3.2"]);
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
    const sums = await sumTotals(db, HOUR, 2 * HOUR);
    expect(sums.sort((one, other) => one.plays - other.plays)).toEqual([
      { screen_id: "a-1", edition_version_id: "v", outcome: "completed", panel: "on", plays: 3, airtime_ms: 25 },
      { screen_id: "a-1", edition_version_id: "v", outcome: "completed", panel: "unknown", plays: 8, airtime_ms: 80 },
    ]);

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
    const around = async (fromMonoMs: number, toMonoMs: number) =>
      (await listAnchorsAround(db, 7, 1, { fromMonoMs, toMonoMs })).map((row) => [row.monoMs, row.utcMs - AT]);
    expect(await around(6, 10)).toEqual([5, 8, 9, 12].map((monoMs) => [monoMs, 0]));
    expect(await around(0, 1)).toEqual([[3, 0]]);
    expect(await around(20, 30)).toEqual([[15, 0]]);
    expect(await listAnchorsAround(db, 7, 3, { fromMonoMs: 0, toMonoMs: 99 })).toEqual([]);
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
      transact: (work) => withTransaction(db, (tx) => work(tableLedgerStore(tx))),
      async countTotals() {
        const rows = await db.selectFrom("play_totals").select("plays").execute();
        return rows.reduce((sum, { plays }) => sum + Number(plays), 0);
      },
    });
  },
};
