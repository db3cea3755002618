import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../context.ts";
import { migrateToLatest } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import { addTotals, type TotalRow } from "./play-totals.ts";
import { type PeriodTotalRow, sumTotals } from "./report-figures.ts";

const HOUR_MS = 3_600_000;
const FROM_HOUR = Date.UTC(2026, 8, 28) / HOUR_MS;
const TO_HOUR = Date.UTC(2026, 11, 4) / HOUR_MS;

let dir: string;
let db: Database;
const totals: TotalRow[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-figures-"));
  db = await openDatabase({ kind: "sqlite", file: join(dir, "server.db") });
  await migrateToLatest(db);
  for (let hour = FROM_HOUR; hour < TO_HOUR; hour += 1) {
    for (const place of [0, 1, 2]) {
      const number = hour * 3 + place;
      totals.push({
        screen_id: `screen-${number % 4}`,
        edition_version_id: `version ${number % 3}`,
        entry_id: `entry-${number % 5}`,
        outcome: number % 7 === 0 ? "cut" : "completed",
        panel: number % 11 === 0 ? "unknown" : "on",
        ...{ hour_at_ms: hour * HOUR_MS, plays: number % 13, airtime_ms: number % 1_009 },
      });
    }
  }
  await addTotals(db, totals);
});
afterAll(async () => {
  await db.destroy();
  await rm(dir, { recursive: true, force: true });
});

/** From the hours alone, one after the other. */
function naively(fromMs: number, toMs: number, screenId: string | undefined): string[] {
  const sums = new Map<string, [number, number]>();
  for (const row of totals) {
    if (row.hour_at_ms < fromMs || row.hour_at_ms >= toMs || row.screen_id !== (screenId ?? row.screen_id)) continue;
    const name = [row.screen_id, row.edition_version_id, row.outcome, row.panel].join();
    const [plays, airtime] = sums.get(name) ?? [0, 0];
    sums.set(name, [plays + row.plays, airtime + row.airtime_ms]);
  }
  return [...sums].map(([name, sum]) => `${name},${sum.join()}`).sort();
}

const told = (row: PeriodTotalRow) =>
  [row.screen_id, row.edition_version_id, row.outcome, row.panel, row.plays, row.airtime_ms].join();

test("sums of any stretch, read by months, days and hours, are those of its hours; each group comes once", async () => {
  const hour = fc.integer({ min: FROM_HOUR - 5, max: TO_HOUR + 5 });
  // Midnights and firsts of months in the zone of the reports.
  const edge = fc.constantFrom("2026-10-01", "2026-10-31", "2026-11-01", "2026-11-07", "2026-12-01").map((date) => {
    return Date.parse(`${date}T00:00:00+07:00`) / HOUR_MS;
  });
  const at = fc.oneof(hour, edge);
  await fc.assert(
    fc.asyncProperty(at, at, fc.constantFrom(undefined, "screen-1", "nowhere"), async (one, other, screenId) => {
      const [fromMs, toMs] = [Math.min(one, other) * HOUR_MS, Math.max(one, other) * HOUR_MS];
      expect((await sumTotals(db, fromMs, toMs, screenId)).map(told).sort()).toEqual(naively(fromMs, toMs, screenId));
    }),
    { numRuns: process.env.TEST_TIER === "long" ? 1_000 : 60 },
  );
});
