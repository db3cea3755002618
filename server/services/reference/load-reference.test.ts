import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { findReference, listReference } from "./list-reference.ts";
import { loadReference } from "./load-reference.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

test("every kind is there after the start, and a second start changes nothing", async () => {
  const { ctx } = house;
  expect(await loadReference(ctx)).toEqual({ changed: 0 });
  for (const kind of ["gate", "province", "language", "holiday", "programme", "organisation"] as const) {
    expect((await listReference(ctx.db, kind)).length, kind).toBeGreaterThan(10);
  }
});

test("a row that was changed in the database comes back, and one that is no longer shipped stays", async () => {
  const { ctx } = house;
  const { db } = ctx;
  const [gate] = await listReference(db, "gate");
  if (gate === undefined) throw new Error("no gate");
  await db.updateTable("reference_rows").set({ row_json: "{}", sha256: "0" }).where("id", "=", gate.id).execute();
  const retired = { ...gate, id: "a-gate-of-before" };
  await db
    .insertInto("reference_rows")
    .values({ kind: "gate", id: retired.id, valid_from: "", row_json: JSON.stringify(retired), sha256: "0" })
    .execute();
  expect(await loadReference(ctx)).toEqual({ changed: 1 });
  expect(await findReference(db, "gate", gate.id)).toEqual([gate]);
  expect(await findReference(db, "gate", retired.id)).toEqual([retired]);
});

test("a province that was renamed is found with all its names, oldest first", async () => {
  const names = await findReference(house.ctx.db, "province", "GSO-2025 75");
  expect(names.map((row) => [row.validFrom, row.fullNameVi])).toEqual([
    ["2025-07-01", "Tỉnh Đồng Nai"],
    ["2026-04-30", "Thành phố Đồng Nai"],
  ]);
});
