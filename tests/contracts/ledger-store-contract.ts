import { expect } from "vitest";
import type { ClockAnchor } from "../../schemas/play-record.ts";
import type { Assignment, LedgerStore } from "../../server/services/ledger/ledger-store.ts";
import { play, playSha256 } from "../support/play-row.ts";

const AT = 1_800_000_000_000;

/** A ledger under test: how it is filled, and how its transactions end. */
export interface LedgerUnderTest {
  assign(player: number, assignment: Assignment): Promise<void>;
  insertAnchors(player: number, anchors: readonly ClockAnchor[]): Promise<void>;
  /** Runs `work` in one transaction; a throw rolls it back and is passed on. */
  transact<T>(work: (store: LedgerStore) => Promise<T>): Promise<T>;
  countTotals(): Promise<number>;
}

/** What every store of the ledger promises, whatever holds it. `ledger` is empty. */
export async function keepsTheLedgerContract(ledger: LedgerUnderTest): Promise<void> {
  const hashes = (first: [number, number], last: [number, number]) =>
    ledger.transact(async (store) => {
      const keys = { first: { boot: first[0], seq: first[1] }, last: { boot: last[0], seq: last[1] } };
      return [...(await store.readHashes(7, keys.first, keys.last)).entries()].sort();
    });
  const noMark = { boot: 0, seq: 0, headSha256: "0".repeat(64) };
  expect(await ledger.transact((store) => store.lockMark(7, AT))).toEqual(noMark);

  await ledger.transact(async (store) => {
    await store.lockMark(7, AT);
    await store.insertPlays([play(1, 1), play(1, 2), play(3, 1)]);
    expect([...(await store.readHashes(7, { boot: 1, seq: 2 }, { boot: 3, seq: 1 })).values()].sort()).toEqual(
      [playSha256(1, 2), playSha256(3, 1)].sort(),
    );
    await store.insertPlays([play(1, 2, { sha256: playSha256(0, 0) }), play(3, 2)]);
    await store.writeMark(7, { boot: 3, seq: 2, headSha256: playSha256(3, 2) }, AT);
    expect((await store.lockMark(7, AT)).seq).toBe(2);
  });
  expect(await ledger.transact((store) => store.lockMark(7, AT))).toEqual({
    boot: 3,
    seq: 2,
    headSha256: playSha256(3, 2),
  });
  expect(await hashes([1, 1], [9, 9])).toEqual([
    ["1 1", playSha256(1, 1)],
    ["1 2", playSha256(1, 2)],
    ["3 1", playSha256(3, 1)],
    ["3 2", playSha256(3, 2)],
  ]);
  expect(await hashes([1, 2], [3, 1])).toEqual([
    ["1 2", playSha256(1, 2)],
    ["3 1", playSha256(3, 1)],
  ]);

  const broken = ledger.transact(async (store) => {
    await store.lockMark(7, AT);
    await store.insertPlays([play(4, 1)]);
    await store.writeMark(7, { boot: 4, seq: 1, headSha256: playSha256(4, 1) }, AT);
    throw new Error("crash before the commit");
  });
  await expect(broken).rejects.toThrow("crash before the commit");
  expect(await hashes([4, 1], [4, 9])).toEqual([]);
  expect((await ledger.transact((store) => store.lockMark(7, AT))).boot).toBe(3);

  await ledger.transact(async (store) => {
    await store.addTotals([play(1, 1), play(1, 2)]);
    await store.addTotals([play(3, 1)]);
  });
  expect(await ledger.countTotals()).toBe(3);

  const anomaly = { player: 7, kind: "conflict" as const, boot: 1, seq: 1, detail_json: "{}", at_ms: AT };
  expect(await ledger.transact((store) => store.insertAnomalyIfNew(anomaly))).toBe(true);
  expect(await ledger.transact((store) => store.insertAnomalyIfNew({ ...anomaly, at_ms: AT + 1 }))).toBe(false);

  await ledger.assign(7, { screen_id: "a-1", from_ms: AT, to_ms: null });
  expect((await ledger.transact((store) => store.listAssignments(7))).map((row) => row.screen_id)).toEqual(["a-1"]);

  const anchor = { boot: 1, monoMs: 5, utcMs: AT, uncertaintyMs: 3 };
  await ledger.insertAnchors(7, [anchor, ...[3, 8, 9, 12, 15].map((monoMs) => ({ ...anchor, monoMs }))]);
  await ledger.insertAnchors(7, [{ ...anchor, utcMs: AT + 99 }]);
  const found = (fromMonoMs: number, toMonoMs: number) =>
    ledger.transact(async (store) =>
      (await store.listAnchorsAround(7, 1, { fromMonoMs, toMonoMs })).map((row) => [row.monoMs, row.utcMs - AT]),
    );
  expect(await found(6, 10)).toEqual([5, 8, 9, 12].map((monoMs) => [monoMs, 0]));
  expect(await found(0, 1)).toEqual([[3, 0]]);
  expect(await found(20, 30)).toEqual([[15, 0]]);
}
