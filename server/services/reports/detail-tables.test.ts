import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportCell, ReportDocument, ReportTable } from "../../../schemas/report-document.ts";
import type { Showing } from "../../../tests/support/play-device.ts";
import { createReportWorld, type ReportWorld } from "../../../tests/support/report-world.ts";
import { documentCsv } from "../../reports/document-csv.ts";
import { openReport } from "./open-report.ts";
import { readReport } from "./read-report.ts";

/** Version 1 and 2 of the world belong to it, version 5 shares its plays with another. */
const PROGRAMME = "GNBV-2125";
const [VI, KM, SHARED] = [0, 1, 4];
const NO_RECORD = "chưa có bản ghi";

let world: ReportWorld;
let month: ReportDocument;
let programme: ReportDocument;

beforeAll(async () => {
  world = await createReportWorld(2);
  world.house.clock.set(Date.parse("2026-11-21T04:00:00Z"));
  const at = (minutes: number) => Date.parse("2026-11-21T02:00:00Z") + minutes * 60_000;
  const of = (version: number, startedWallMs: number, change: Showing = {}): Showing => {
    const { id = "", language = "" } = world.versions[version] ?? {};
    const length = { plannedMs: 12_000, shownMs: 12_000 };
    return { editionVersionId: id, language, panel: "on", ...length, startedWallMs, ...change };
  };
  const [watched] = world.screens;
  if (watched === undefined) throw new Error("There is no screen.");
  await world.play(watched, [
    of(VI, at(1)),
    of(VI, at(2)),
    of(VI, at(3), { panel: "unknown" }),
    of(VI, at(4), { panel: "off" }),
    of(VI, at(5), { outcome: "cut", shownMs: 6_000 }),
    of(VI, at(6), { outcome: "interrupted", shownMs: 3_000 }),
    of(KM, at(7)),
    of(SHARED, at(8)),
    // The month before, an instant before midnight at the border: not ours.
    of(VI, Date.parse("2026-10-31T16:59:00Z")),
    of(VI, Date.parse("2026-10-31T17:00:00Z")),
  ]);
  const documentOf = async (subject: Parameters<typeof openReport>[1]) => {
    const { id } = await openReport(world.editor, subject);
    return (await readReport(world.editor, { reportId: id })).document;
  };
  month = await documentOf({ kind: "month", period: "2026-11", programme: null });
  programme = await documentOf({ kind: "programme", period: "2026-11", programme: PROGRAMME });
});
afterAll(() => world.close());

function tableOf({ tables }: ReportDocument, id: string): ReportTable {
  const table = tables.find((one) => one.id === id);
  if (table === undefined) throw new Error(`There is no ${id}.`);
  return table;
}

/** Rows as `level: column=value …`, without names of places and without what is blank. */
function linesOf(table: ReportTable, leaves: readonly string[] = ["stt", "site", "cluster", "screen"]): string[] {
  return table.rows.map(({ level, cells }) => {
    const told = cells.flatMap((cell, index) => {
      const key = table.columns[index]?.key ?? "";
      return leaves.includes(key) || cell.kind === "blank" ? [] : [`${key}=${wordsOf(cell)}`];
    });
    return `${level}: ${told.join(" ")}`;
  });
}
const wordsOf = (cell: ReportCell) =>
  cell.kind === "number" ? cell.value / 10 ** cell.digits : cell.kind === "unknown" ? cell.why : JSON.stringify(cell);

const figures = (figures: readonly (number | string)[]) =>
  [
    "planned",
    "played",
    "panel_unknown",
    "panel_off",
    "minutes",
    "cut",
    "interrupted",
    "minutes_unknown",
    "minutes_other",
  ]
    .map((key, index) => `${key}=${figures[index] ?? 0}`)
    .sort()
    .join(" ");
const sorted = (line: string) => {
  const [level = "", rest = ""] = line.split(/: (.*)/);
  const names = rest.match(/\w+=\{[^}]*\}/g) ?? [];
  const numbers = rest.replace(/\w+=\{[^}]*\}/g, "").match(/\w+=(?:[\d.]+|chưa có bản ghi)/g) ?? [];
  return { level, names: names.join(" "), figures: numbers.sort().join(" ") };
};

describe("what a report says screen by screen and story by story", () => {
  test("each kind of play stands in its own column, by screen and language, under its main programme", () => {
    const lines = linesOf(tableOf(programme, "B15")).map(sorted);
    const none = [0, ...Array.from({ length: 8 }, () => NO_RECORD)];
    expect(lines.findIndex(({ level }) => level === "total")).toBe(3);
    const wanted = [
      { level: "row", names: expect.stringContaining("Khmer"), figures: figures([0, 1, 0, 0, 0.2]) },
      { level: "row", names: expect.stringContaining("Việt"), figures: figures([0, 3, 1, 1, 0.6, 1, 1, 0.2, 0.4]) },
      // A screen without a record says so: that is not zero.
      { level: "row", names: "", figures: figures(none) },
      { level: "total", names: "", figures: figures([0, 4, 1, 1, 0.8, 1, 1, 0.2, 0.4]) },
    ];
    expect(lines.slice(0, 4)).toEqual(expect.arrayContaining(wanted));
  });

  test("plays shared with another main programme are told apart and never added to the sums", () => {
    for (const id of ["B15", "B16"]) {
      const lines = linesOf(tableOf(programme, id)).map(sorted);
      const after = lines.slice(lines.findIndex(({ level }) => level === "total") + 1);
      expect(after.map(({ level }) => level)).toEqual(["group", "part"]);
      for (const line of after) expect(line.figures).toBe(figures([0, 1, 0, 0, 0.2]));
    }
    expect(tableOf(month, "B15").rows.some(({ level }) => level === "part")).toBe(false);
  });

  test("a story stands once, with all its languages, and the month's total is that of its screens", () => {
    const stories = linesOf(tableOf(programme, "B16")).map(sorted);
    expect(stories[0]).toEqual({
      level: "row",
      names: expect.stringMatching(/Tin 0 vi.*km, vi/),
      figures: figures([0, 4, 1, 1, 0.8, 1, 1, 0.2, 0.4]),
    });
    const totals = ["B15", "B16"].map((id) => linesOf(tableOf(month, id)).map(sorted));
    const [screens, byStory] = totals.map((lines) => lines.find(({ level }) => level === "total")?.figures);
    expect(screens).toBe(byStory);
    expect(screens).toBe(figures([0, 5, 1, 1, 1, 1, 1, 0.2, 0.4]));
  });

  test("a month tells of each site's hours; every table comes as CSV", () => {
    const hours = linesOf(tableOf(month, "B17"));
    expect(hours).toHaveLength(2);
    // No hours were set: open around the clock, up to the instant of asking.
    expect(hours[0]).toBe("row: open=491 inside=0 outside=0");
    expect(programme.tables.some(({ id }) => id === "B17")).toBe(false);
    const csv = documentCsv(month, "B15") ?? "";
    expect(csv.startsWith("\ufeff")).toBe(true);
    expect(csv).toContain("Hoàn thành, chưa rõ màn hình");
    expect(csv).toContain(NO_RECORD);
  });
});
