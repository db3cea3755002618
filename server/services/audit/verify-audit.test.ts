import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "./record-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
  for (const nounId of ["a", "b", "c", "d"]) await note(nounId);
});
afterEach(() => house.close());

function note(nounId: string): Promise<void> {
  return withTransaction(house.ctx.db, (tx) =>
    recordAudit(tx, house.ctx, { action: "try", noun: "thing", nounId, detail: { text: "e\u0301", list: [1, null] } }),
  );
}

test("an untouched log verifies from its first line to its head", async () => {
  const verdict = await verifyAudit(house.ctx.db);
  expect(verdict).toMatchObject({ ok: true, rows: 6 });
});

test("a changed, removed or swapped line is found at its place", async () => {
  const { db } = house.ctx;
  await db.updateTable("audit_log").set({ detail_json: '{"text":"other"}' }).where("noun_id", "=", "b").execute();
  const changed = await db.selectFrom("audit_log").select("seq").where("noun_id", "=", "b").executeTakeFirstOrThrow();
  expect(await verifyAudit(db)).toEqual({ ok: false, seq: changed.seq });
  await db.deleteFrom("audit_log").where("noun_id", "=", "b").execute();
  expect(await verifyAudit(db)).toEqual({ ok: false, seq: changed.seq + 1 });
});

test("a deed that fails leaves no line, and lines written at the same moment make one chain", async () => {
  const failing = withTransaction(house.ctx.db, async (tx) => {
    await recordAudit(tx, house.ctx, { action: "fail", noun: "thing", nounId: "x" });
    throw new Error("the deed failed");
  });
  const all = await Promise.allSettled([failing, ...Array.from({ length: 20 }, (_, index) => note(`n${index}`))]);
  expect(all.map((result) => result.status).filter((status) => status === "rejected")).toHaveLength(1);
  expect(await verifyAudit(house.ctx.db)).toMatchObject({ ok: true, rows: 26 });
  const lines = await house.ctx.db.selectFrom("audit_log").select("action").where("action", "=", "fail").execute();
  expect(lines).toEqual([]);
});
