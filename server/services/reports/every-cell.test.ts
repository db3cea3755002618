import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CellDifference,
  differencesOf,
  type NaiveReport,
} from "../../../tests/support/naive-report/naive-report.ts";
import { mainOfVersion } from "../../../tests/support/naive-report/naive-tables.ts";
import { readRawRows } from "../../../tests/support/naive-report/raw-rows.ts";
import {
  createRandomReportWorld,
  EARLY_MS,
  type RandomReportWorld,
  UNTIL_MS,
} from "../../../tests/support/random-report-world.ts";
import { findReport } from "../../db/repos/reports.ts";
import { countPlannedDays } from "../planned/count-planned-days.ts";
import { recomputePlanned } from "../planned/recompute-planned.ts";
import { openReport } from "./open-report.ts";
import { periodBefore, periodLastYear, periodOf } from "./report-period.ts";
import { composeDraft } from "./report-view.ts";

/** One drawn anew each time, beside the fixed one of the control. */
const RUNS = process.env.TEST_TIER === "long" ? 100 : 1;
/** A world is some seconds of one processor; each run has this long on a machine that has other things to do. */
const LONGEST_RUN_MS = 60_000;
const PROGRAMME = "GNBV-2125";
const ALL_DAYS = { fromDate: "1970-01-01", toDate: "9999-12-31" };

async function compose(
  { house, editor }: RandomReportWorld,
  period: string,
  untilMs: number,
  programme: string | null = null,
) {
  const kind = programme !== null ? "programme" : period.includes("Q") ? "quarter" : "month";
  const { id } = await openReport(editor, { kind, period, programme });
  const row = await findReport(house.ctx.db, id);
  if (row === undefined) throw new Error("no report");
  return composeDraft(house.ctx, row, untilMs);
}

async function naive({ house }: RandomReportWorld, period: string): Promise<NaiveReport> {
  const spanOf = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => ({ fromMs, toMs, untilMs: UNTIL_MS });
  return {
    ...{ raw: await readRawRows(house.ctx.db), period, span: spanOf(periodOf(period)) },
    ...{ before: spanOf(periodBefore(period)), lastYear: spanOf(periodLastYear(period)) },
  };
}

/** Without what counts for other programmes. */
function ofProgramme(report: NaiveReport): NaiveReport {
  const isOwn = (code: string) => code.startsWith(PROGRAMME);
  const versions = report.raw.versions.filter(({ programmes }) => isOwn(mainOfVersion(report.raw, programmes)));
  const targets = report.raw.targets.filter(({ code }) => isOwn(code));
  return { ...report, raw: { ...report.raw, versions, targets } };
}

const named = (found: readonly CellDifference[]) =>
  found.map(({ table, row, column, printed, counted }) => {
    return `${table} ${row} ${column}: printed ${JSON.stringify(printed)}, counted ${JSON.stringify(counted)}`;
  });

async function withWorld(seed: number, check: (world: RandomReportWorld) => Promise<void>): Promise<void> {
  const world = await createRandomReportWorld(seed);
  try {
    await check(world);
  } finally {
    await world.close();
  }
}

describe("every cell of every table", () => {
  test(
    "is what a plain program counts from raw rows, from stored days and from none, and stays what it was by then",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), (seed) =>
          withWorld(seed, async (world) => {
            const early = await compose(world, "2026-Q4", EARLY_MS);
            await countPlannedDays(world.house.ctx);
            await world.tellLate();
            expect(await compose(world, "2026-Q4", EARLY_MS), "from stored days, as it was known").toEqual(early);
            const quarter = await compose(world, "2026-Q4", UNTIL_MS);
            expect(named(differencesOf(quarter.tables, await naive(world, "2026-Q4")))).toEqual([]);
            await countPlannedDays(world.house.ctx);
            expect(await compose(world, "2026-Q4", UNTIL_MS), "from days stored again").toEqual(quarter);
            expect(await compose(world, "2026-Q4", EARLY_MS), "as it was known long before").toEqual(early);
            const november = await compose(world, "2026-11", UNTIL_MS);
            expect(named(differencesOf(november.tables, await naive(world, "2026-11")))).toEqual([]);
            const own = await compose(world, "2026-Q4", UNTIL_MS, PROGRAMME);
            const told = own.tables.filter(({ id }) => ["B2", "B3", "B7", "B10"].includes(id));
            expect(named(differencesOf(told, ofProgramme(await naive(world, "2026-Q4"))))).toEqual([]);
            const found: string[] = [];
            const check = await recomputePlanned(world.house.ctx.db, ALL_DAYS, ({ what }) => found.push(what));
            expect(found).toEqual([]);
            expect(check).toMatchObject({ differences: 0 });
            expect(check.days).toBeGreaterThan(100);
          }),
        ),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    RUNS * LONGEST_RUN_MS,
  );

  test("is found out when a play is altered, or the counting is wrong", async () => {
    await withWorld(20_261_122, async (world) => {
      await world.tellLate();
      const { tables } = await compose(world, "2026-Q4", UNTIL_MS);
      const report = await naive(world, "2026-Q4");
      expect(named(differencesOf(tables, report))).toEqual([]);
      const tablesOf = (found: readonly CellDifference[]) => [...new Set(found.map(({ table }) => table))];
      const wrong = tablesOf(differencesOf(tables, { ...report, mistake: "cut-counts" }));
      expect(wrong).toEqual(expect.arrayContaining(["B2", "B3", "B11"]));
      const made = differencesOf(tables, { ...report, mistake: "made-is-held" });
      expect(made.map(({ table, column }) => `${table} ${column}`)).toEqual(
        expect.arrayContaining(["B2 planned", "B2 rate", "B11 cur"]),
      );
      const one = report.raw.plays.find(
        (row) => row.panel === "on" && row.outcome === "completed" && row.started_at_ms > report.span.fromMs,
      );
      const plays = report.raw.plays.map((row) => (row === one ? { ...row, panel: "off" as const } : row));
      const altered = differencesOf(tables, { ...report, raw: { ...report.raw, plays } });
      expect(altered.map(({ table, column }) => `${table} ${column}`)).toEqual(
        expect.arrayContaining(["B2 played", "B3 panel_off"]),
      );
    });
  });
});
