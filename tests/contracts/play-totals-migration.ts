import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { migrations } from "../../server/db/migrations/index.ts";
import { totalsOfAllSpans } from "../../server/db/repos/play-totals.ts";

const HOUR_MS = 3_600_000;
/** 23:00 of the last day of October in the reports' zone. */
const LAST_HOUR_MS = Date.UTC(2026, 9, 31, 16);

/** A database at step 9 with hourly totals comes out of step 10 with the days and months that they make up. */
export async function fillsDaysAndMonths(db: Database): Promise<void> {
  const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0010"));
  await migrateToLatest(db, older);
  const group = { edition_version_id: "v", entry_id: "e", outcome: "completed" as const, panel: "on" as const };
  const hours = [0, LAST_HOUR_MS - HOUR_MS, LAST_HOUR_MS, LAST_HOUR_MS + HOUR_MS, 8_640_000_000_000_000].flatMap(
    (hour_at_ms, index) =>
      ["a", "b"].map((screen_id) => ({ ...group, screen_id, hour_at_ms, plays: 1 + index, airtime_ms: 10 ** index })),
  );
  await db.insertInto("play_totals").values(hours).execute();
  expect(await migrateToLatest(db)).toContain("0010-play-totals");
  const days = await db.selectFrom("play_day_totals").selectAll().orderBy("screen_id").orderBy("civil_date").execute();
  const ofScreen = days.filter(({ screen_id }) => screen_id === "a");
  expect(ofScreen.map((row) => [row.civil_date, row.plays, row.airtime_ms])).toEqual([
    ["1970-01-01", 1, 1],
    ["2026-10-31", 5, 110],
    ["2026-11-01", 4, 1_000],
    ["9999-12-31", 5, 10_000],
  ]);
  const kept = await db.selectFrom("play_totals").selectAll().execute();
  expect(new Set(kept.map(nameOf))).toEqual(new Set(hours.map(nameOf)));
  const wanted = totalsOfAllSpans(hours);
  expect(new Set(days.map(nameOf))).toEqual(new Set(wanted.days.map(nameOf)));
  const months = await db.selectFrom("play_month_totals").selectAll().execute();
  expect(new Set(months.map(nameOf))).toEqual(new Set(wanted.months.map(nameOf)));
}

function nameOf(row: object): string {
  return JSON.stringify(Object.entries(row).sort());
}
