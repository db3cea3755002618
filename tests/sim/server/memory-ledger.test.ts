import { expect, test } from "vitest";
import { keepsTheLedgerContract } from "../../contracts/ledger-store-contract.ts";
import { MemoryLedger } from "./memory-ledger.ts";

test("the ledger of the simulator keeps the contract of the one in the database", async () => {
  const ledger = new MemoryLedger();
  await keepsTheLedgerContract({
    assign: async (player, assignment) => ledger.assign(player, assignment),
    insertAnchors: async (player, anchors) => ledger.insertAnchors(player, anchors),
    async transact(work) {
      const { store, commit } = ledger.begin();
      const result = await work(store);
      commit();
      return result;
    },
    countTotals: async () => [...ledger.totals.values()].reduce((sum, { plays }) => sum + plays, 0),
  });
});

test("a restored backup holds exactly what was there when it was taken", async () => {
  const ledger = new MemoryLedger();
  const before = ledger.backup();
  await keepsTheLedgerContract({
    assign: async (player, assignment) => ledger.assign(player, assignment),
    insertAnchors: async (player, anchors) => ledger.insertAnchors(player, anchors),
    async transact(work) {
      const { store, commit } = ledger.begin();
      const result = await work(store);
      commit();
      return result;
    },
    countTotals: async () => [...ledger.totals.values()].reduce((sum, { plays }) => sum + plays, 0),
  });
  ledger.restore(before);
  expect(ledger.rows).toEqual([]);
  expect(ledger.markOf(7).boot).toBe(0);
  expect(ledger.totals.size).toBe(0);
});
