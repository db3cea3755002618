import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportCell, ReportDocument } from "../../../schemas/report-document.ts";
import type { Showing } from "../../../tests/support/play-device.ts";
import { createReportWorld, type ReportWorld, type WorldVersion } from "../../../tests/support/report-world.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { findReport } from "../../db/repos/reports.ts";
import { openReport } from "./open-report.ts";
import { composeDraft } from "./report-view.ts";

const RUNS = process.env.TEST_TIER === "long" ? 60 : 4;
const FROM_MS = Date.parse("2026-09-30T17:00:00Z");
const TO_MS = Date.parse("2026-10-31T17:00:00Z");
const HOUR_MS = 3_600_000;
const FUNDS = new Set(["NSTW", "NSDP", "XHH"]);

/** One showing, as it was drawn: which screen and version, when, how long and how it ended. */
interface Drawn {
  readonly screen: number;
  readonly version: number;
  readonly startedAtMs: number;
  readonly shownMs: number;
  readonly outcome: "completed" | "cut" | "interrupted";
  readonly panel: "on" | "off" | "unknown";
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  screen: fc.nat({ max: 2 }),
  version: fc.nat({ max: 7 }),
  startedAtMs: fc.oneof(
    fc.integer({ min: FROM_MS - 40 * 86_400_000, max: TO_MS + 86_400_000 }),
    fc.constantFrom(FROM_MS - 30_000, FROM_MS - 1, FROM_MS, TO_MS - 60_000, TO_MS - 1, TO_MS),
  ),
  shownMs: fc.integer({ min: 2_000, max: 90_000 }),
  outcome: fc.constantFrom("completed", "cut", "interrupted"),
  panel: fc.constantFrom("on", "off", "unknown"),
});

/** What a table says of one thing, counted play by play and in no other way. */
interface Naive {
  played: number;
  unknown: number;
  off: number;
  partial: number;
  ms: number;
  editions: Set<string>;
  clusters: Set<string>;
  fresh: number;
}

function countNaively(
  plays: readonly Drawn[],
  world: ReportWorld,
  isWanted: (version: WorldVersion) => boolean,
): Naive {
  const naive: Naive = {
    played: 0,
    unknown: 0,
    off: 0,
    partial: 0,
    ms: 0,
    editions: new Set(),
    clusters: new Set(),
    fresh: 0,
  };
  const nameOf = ({ story, language }: WorldVersion) => `${story} ${language}`;
  for (const play of plays) {
    const version = world.versions[play.version];
    if (version === undefined || !isWanted(version)) continue;
    const begins = play.startedAtMs >= FROM_MS && play.startedAtMs < TO_MS;
    const isPlayed = play.outcome === "completed" && play.panel === "on";
    const withinMs = Math.min(TO_MS, play.startedAtMs + play.shownMs) - Math.max(FROM_MS, play.startedAtMs);
    if (isPlayed) naive.ms += Math.max(0, withinMs);
    if (!begins) continue;
    if (play.outcome !== "completed") naive.partial += 1;
    else if (play.panel === "unknown") naive.unknown += 1;
    else if (play.panel === "off") naive.off += 1;
    else {
      naive.played += 1;
      naive.editions.add(nameOf(version));
      naive.clusters.add(world.screens[play.screen]?.clusterId ?? "");
    }
  }
  for (const edition of naive.editions) {
    const all = plays.filter(({ version }) => {
      const one = world.versions[version];
      return one !== undefined && nameOf(one) === edition;
    });
    // By the hour, as everything that is older than the records is known.
    const firstMs = Math.floor(Math.min(...all.map(({ startedAtMs }) => startedAtMs)) / HOUR_MS) * HOUR_MS;
    if (firstMs >= FROM_MS) naive.fresh += 1;
  }
  return naive;
}

let world: ReportWorld;
const all: Drawn[] = [];

beforeAll(async () => {
  world = await createReportWorld();
  world.house.clock.set(TO_MS + 5 * 86_400_000);
});
afterAll(() => world.close());

async function tell(plays: readonly Drawn[]): Promise<void> {
  for (const [index, screen] of world.screens.entries()) {
    const own = plays.filter((play) => play.screen === index);
    let monoMs = 0;
    const showings = own.map(({ version, startedAtMs, shownMs, outcome, panel }): Showing => {
      monoMs += 100_000;
      const { id = "", language = "" } = world.versions[version] ?? {};
      return {
        ...{
          editionVersionId: id,
          language,
          startedWallMs: startedAtMs,
          startedMonoMs: monoMs,
          shownMs,
          outcome,
          panel,
        },
        plannedMs: shownMs,
      };
    });
    await world.play(screen, showings);
  }
}

async function composed(kind: "month" | "programme", programme: string | null): Promise<ReportDocument> {
  const period = kind === "month" ? "2026-10" : "2026-Q4";
  const { id } = await openReport(world.editor, { kind, period, programme });
  const row = await findReport(world.house.ctx.db, id);
  if (row === undefined) throw new Error("no report");
  const days = { from_date: "2026-10-01", to_date: "2026-10-31" };
  return composeDraft(world.house.ctx, { ...row, ...days }, world.house.clock.now());
}

/** The row whose name begins so, by column. */
function rowOf(document: ReportDocument, tableId: string, name: string): Map<string, ReportCell> | undefined {
  const table = document.tables.find(({ id }) => id === tableId);
  const row = table?.rows.find(({ cells }) => cells.some((cell) => cell.kind === "text" && cell.text === name));
  if (table === undefined || row === undefined) return undefined;
  return new Map(table.columns.map(({ key }, index) => [key, row.cells[index] ?? { kind: "blank" }]));
}

/** Whether the row of this name is a sum of the rows below it. */
function isGroup(document: ReportDocument, name: string): boolean {
  const rows = document.tables.find(({ id }) => id === "B2")?.rows ?? [];
  return rows.some(
    ({ level, cells }) => level === "group" && cells.some((cell) => cell.kind === "text" && cell.text === name),
  );
}

const number = (value: number, digits = 0) => ({ kind: "number", value, digits });

function expectRow(document: ReportDocument, tableId: string, name: string, naive: Naive, columns: readonly string[]) {
  const row = rowOf(document, tableId, name);
  const isThere = naive.played + naive.unknown + naive.off + naive.partial + naive.ms > 0;
  if (row === undefined) {
    expect(isThere, `${tableId} ${name} is missing`).toBe(false);
    return;
  }
  const expected: Record<string, unknown> = {
    played: number(naive.played),
    panel_unknown: number(naive.unknown),
    panel_off: number(naive.off),
    partial: number(naive.partial),
    minutes: number(Math.round(naive.ms / 6_000), 1),
    products: number(naive.editions.size),
    clusters: number(naive.clusters.size),
    new: number(naive.fresh),
  };
  for (const column of columns) expect(row.get(column), `${tableId} ${name} ${column}`).toEqual(expected[column]);
}

const PLAYS = ["played", "panel_unknown", "panel_off", "partial", "minutes", "products", "clusters"];

describe("the tables of a report", () => {
  test("say in every cell what counting play by play says, by programme, language and theme", async () => {
    const names = new Map(
      (await world.house.ctx.db.selectFrom("reference_rows").selectAll().where("kind", "=", "programme").execute()).map(
        (row) => [row.id, (JSON.parse(row.row_json) as { nameVi: string }).nameVi],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 60 }), async (plays) => {
        await tell(plays);
        all.push(...plays);
        const document = await composed("month", null);
        const main = ({ programmes }: WorldVersion) => programmes.find((code) => !FUNDS.has(code)) ?? "";
        expectRow(
          document,
          "B2",
          "Tổng cộng",
          countNaively(all, world, () => true),
          [...PLAYS, "new"],
        );
        for (const code of new Set(world.versions.map(main))) {
          const naive = countNaively(all, world, (version) => main(version) === code);
          const name = names.get(code) ?? "Chưa gắn chương trình";
          // Of a programme whose parts are there as well its own row says so; the row of its name is their sum.
          const hasOwnRow = rowOf(document, "B2", `${name} (nội dung chung)`) !== undefined;
          expectRow(
            document,
            "B2",
            hasOwnRow ? `${name} (nội dung chung)` : name,
            hasOwnRow || !isGroup(document, name)
              ? naive
              : countNaively(all, world, (version) => main(version).startsWith(code)),
            [...PLAYS, "new"],
          );
        }
        for (const language of new Set(world.versions.map((version) => version.language))) {
          const naive = countNaively(all, world, (version) => version.language === language);
          const { nameVi } = await languageOf(language);
          expectRow(document, "B3", nameVi, naive, PLAYS);
        }
        for (const code of ["BGLT", "IUU"]) {
          const naive = countNaively(all, world, ({ programmes }) => programmes.includes(code));
          expectRow(document, "B4", names.get(code) ?? "", naive, ["played", "minutes", "products", "clusters"]);
        }
        const one = await composed("programme", "GNBV-2125");
        const own = countNaively(all, world, (version) => main(version).startsWith("GNBV-2125"));
        expectRow(one, "B2", "Tổng cộng", own, [...PLAYS, "new"]);
        expect(await composed("month", null)).toEqual(document);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  test("say of each cluster how long it showed something on a lit panel, and nothing while a log is still to come", async () => {
    const figures = async (key: string) => {
      const table = (await composed("month", null)).tables.find(({ id }) => id === "B1");
      const at = table?.columns.findIndex((column) => column.key === key) ?? -1;
      return table?.rows.filter(({ level }) => level === "row").map(({ cells }) => cells[at]);
    };
    const places = await listScreensInPeriod(world.house.ctx.db, FROM_MS, TO_MS);
    const order = places.map(({ screen_id }) => world.screens.findIndex(({ screenId }) => screenId === screen_id));
    for (const [place, cell] of ((await figures("down_n")) ?? []).entries()) {
      const screen = order[place];
      const own = all.filter((play) => play.screen === screen);
      if (own.some(({ startedAtMs }) => startedAtMs >= TO_MS)) expect(cell?.kind).toBe("number");
      if (own.every(({ startedAtMs, shownMs }) => startedAtMs + shownMs < TO_MS)) expect(cell?.kind).toBe("unknown");
    }
    for (const screen of [0, 1, 2]) {
      const after = { screen, version: 0, startedAtMs: TO_MS + 2 * 86_400_000, shownMs: 10_000 };
      const whole = { ...after, startedAtMs: FROM_MS + 3 * HOUR_MS, shownMs: 7 * HOUR_MS };
      const plays: Drawn[] = [whole, after].map((one) => ({ ...one, outcome: "completed", panel: "on" }));
      await tell(plays);
      all.push(...plays);
    }
    const expected = order.map((screen) => {
      const lit = all.filter((play) => play.screen === screen && play.panel === "on");
      const edges = lit.map(({ startedAtMs, shownMs }) => [startedAtMs, startedAtMs + shownMs] as const);
      let upMs = 0;
      let doneMs = FROM_MS;
      for (const [fromMs, toMs] of edges.sort(([one], [other]) => one - other)) {
        const endMs = Math.min(TO_MS, toMs);
        upMs += Math.max(0, endMs - Math.max(doneMs, fromMs));
        doneMs = Math.max(doneMs, endMs);
      }
      return upMs;
    });
    expect(await figures("h_up")).toEqual(expected.map((ms) => number(Math.round(ms / 360_000), 1)));
    const monthMs = TO_MS - FROM_MS;
    expect(await figures("uptime")).toEqual(
      expected.map((ms) => ({ kind: "share", ppm: Math.round((ms * 1_000_000) / monthMs) })),
    );
    for (const cell of (await figures("down_n")) ?? []) expect(cell).toMatchObject({ kind: "number" });
    expect(await figures("reason")).toEqual(Array(3).fill({ kind: "text", text: expect.any(String) }));
  });

  test("never call what nobody measures zero, and every row has a cell for each column", async () => {
    const { tables } = await composed("month", null);
    expect(tables.map(({ id }) => id)).toEqual(["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]);
    for (const { columns, rows } of tables) {
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    }
    const repairs = tables.find(({ id }) => id === "B7");
    expect(repairs?.rows).toHaveLength(1);
    expect(repairs?.rows[0]?.cells.slice(1).map(({ kind }) => kind)).toEqual(Array(9).fill("no-source"));
  });
});

async function languageOf(tag: string): Promise<{ nameVi: string }> {
  const row = await world.house.ctx.db
    .selectFrom("reference_rows")
    .selectAll()
    .where("kind", "=", "language")
    .where("id", "=", tag)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.row_json) as { nameVi: string };
}
