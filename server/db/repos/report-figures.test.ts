import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../context.ts";
import { migrateToLatest } from "../migrate.ts";
import { openDatabase } from "../open.ts";
import type { PeriodTotalRow } from "./item-names.ts";
import { addTotals, type TotalRow } from "./play-totals.ts";
import { sumTotals } from "./report-figures.ts";

const HOUR_MS = 3_600_000;
const FROM_HOUR = Date.UTC(2026, 8, 28) / HOUR_MS;
const TO_HOUR = Date.UTC(2026, 11, 4) / HOUR_MS;

let dir: string;
let db: Database;
const totals: TotalRow[] = [];
/** Most are of a few screens; the rest is a fleet that is read in several slices, and screens that are not known here. */
const screenIdOf = (number: number) => (number % 5 > 0 ? `screen-${number % 4}` : `screen-${(number / 5) % 350}`);
const KNOWN_SCREENS = 250;

async function addScreens(): Promise<void> {
  const made = { created_at_ms: 0, retired_at_ms: null };
  const label = { tags_json: "[]", updated_at_ms: 0 };
  const names = { name_vi: "Cổng", name_en: "Gate", time_zone: "Asia/Ho_Chi_Minh", gate_id: null };
  const site = { id: "site", language_mix_json: "[]", ...names, ...label, ...made };
  await db.insertInto("sites").values(site).execute();
  const cluster = { id: "cluster", site_id: "site", name: "Cụm", ...made };
  await db.insertInto("clusters").values(cluster).execute();
  const size = { width_px: 1_920, height_px: 1_080 };
  const screens = Array.from({ length: KNOWN_SCREENS }, (_, number) => {
    return { id: `screen-${number}`, cluster_id: "cluster", name: `Màn ${number}`, ...size, ...label, ...made };
  });
  await db.insertInto("screens").values(screens).execute();
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-figures-"));
  db = await openDatabase({ kind: "sqlite", file: join(dir, "server.db") });
  await migrateToLatest(db);
  await addScreens();
  for (let hour = FROM_HOUR; hour < TO_HOUR; hour += 1) {
    for (const place of [0, 1, 2]) {
      const number = hour * 3 + place;
      totals.push({
        screen_id: screenIdOf(number),
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
    fc.asyncProperty(
      at,
      at,
      fc.constantFrom(undefined, "screen-1", "screen-300", "nowhere"),
      async (one, other, screenId) => {
        const [fromMs, toMs] = [Math.min(one, other) * HOUR_MS, Math.max(one, other) * HOUR_MS];
        expect((await sumTotals(db, fromMs, toMs, screenId)).map(told).sort()).toEqual(naively(fromMs, toMs, screenId));
      },
    ),
    { numRuns: process.env.TEST_TIER === "long" ? 1_000 : 60 },
  );
});
