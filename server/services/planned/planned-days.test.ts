import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createRandomReportWorld,
  type RandomReportWorld,
  UNTIL_MS,
} from "../../../tests/support/random-report-world.ts";
import { countPlannedDays } from "./count-planned-days.ts";
import { noteHoldings } from "./note-holdings.ts";
import { recomputePlanned } from "./recompute-planned.ts";

const ALL_DAYS = { fromDate: "1970-01-01", toDate: "9999-12-31" };

let world: RandomReportWorld;
beforeAll(async () => {
  world = await createRandomReportWorld(7);
});
afterAll(() => world.close());

const check = async () => {
  const found: string[] = [];
  const { differences } = await recomputePlanned(world.house.ctx.db, ALL_DAYS, ({ what }) => found.push(what));
  expect(differences).toBe(found.length);
  return found;
};

describe("stored planned days", () => {
  test("are counted once, again for a late word, and then no more", async () => {
    const { ctx } = world.house;
    const first = await countPlannedDays(ctx);
    expect(first).toBeGreaterThan(200);
    expect(await countPlannedDays(ctx)).toBe(0);
    await world.tellLate();
    const again = await countPlannedDays(ctx);
    expect(again).toBeGreaterThan(0);
    expect(await countPlannedDays(ctx)).toBe(0);
    expect(world.house.clock.now()).toBe(UNTIL_MS);
    expect(await check()).toEqual([]);
  });

  test("rest on holdings that come out the same however often and in however many parts they are noted", async () => {
    const { db } = world.house.ctx;
    await noteHoldings(db);
    const noted = async () => ({
      holdings: await db
        .selectFrom("manifest_holdings")
        .selectAll()
        .orderBy("player")
        .orderBy("boot")
        .orderBy("seq")
        .execute(),
      first: await db
        .selectFrom("first_showings")
        .selectAll()
        .orderBy("airing_sha256")
        .orderBy("screen_id")
        .orderBy("told_at_ms")
        .execute(),
    });
    const once = await noted();
    expect(once.holdings.length).toBeGreaterThan(3);
    // As if every note had been cut off before its mark was written.
    await db.deleteFrom("noted_marks").execute();
    await noteHoldings(db);
    expect(await noted()).toEqual(once);
  });

  test("are named where they, or a noted holding, were altered, and nothing else is", async () => {
    const { db } = world.house.ctx;
    const count = await db.selectFrom("planned_counts").selectAll().orderBy("plays", "desc").executeTakeFirstOrThrow();
    await db
      .updateTable("planned_counts")
      .set({ plays: count.plays + 1 })
      .where("screen_id", "=", count.screen_id)
      .where("civil_date", "=", count.civil_date)
      .where("edition_version_id", "=", count.edition_version_id)
      .where("entry_id", "=", count.entry_id)
      .execute();
    expect(await check()).toEqual([`${count.screen_id} ${count.civil_date}`]);
    await db
      .updateTable("manifest_holdings")
      .set({ revision: 99 })
      .where("player", "=", 1)
      .where("boot", "=", 1)
      .execute();
    expect(await check()).toContain("player 1");
  });
});
