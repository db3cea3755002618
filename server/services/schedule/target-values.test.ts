import { afterAll, beforeAll, expect, test } from "vitest";
import { EntryTarget } from "../../../schemas/entry-target.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { countScreensInUse } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { refuseUnknownTargets } from "./target-values.ts";

let house: TestContext;
beforeAll(async () => {
  house = await createTestContext();
});
afterAll(() => house.close());

test("a target of more screens than a statement takes is counted in parts, each screen once", async () => {
  const { db } = house.ctx;
  const { screenId } = await addScreen(house.ctx);
  const ids = Array.from({ length: 40_000 }, (_, index) => `no-${index}`);
  expect(await countScreensInUse(db, [...ids, screenId, ...ids, screenId])).toBe(1);
  const condition = (values: readonly string[]) => ({ field: "screen", is: true, values });
  const anyOf = Array.from({ length: 12 }, (_, row) => ({
    allOf: [0, 1].map((column) => {
      const from = (row * 2 + column) * 1_600;
      return condition([screenId, ...ids.slice(from, from + 1_600)]);
    }),
  }));
  const target = EntryTarget.parse({ anyOf });
  await expect(withTransaction(db, (tx) => refuseUnknownTargets(tx, target))).rejects.toMatchObject({
    code: "bad-input",
    parameters: { count: 38_400 },
  });
});
