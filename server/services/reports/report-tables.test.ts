import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportDocument } from "../../../schemas/report-document.ts";
import { createReportWorld, type ReportWorld } from "../../../tests/support/report-world.ts";
import { findReport } from "../../db/repos/reports.ts";
import { writeReportCell } from "./change-report.ts";
import { openReport } from "./open-report.ts";
import { composeDraft } from "./report-view.ts";

let world: ReportWorld;

beforeAll(async () => {
  world = await createReportWorld();
  world.house.clock.set(Date.parse("2026-11-05T00:00:00Z"));
});
afterAll(() => world.close());

async function october(): Promise<{ id: string; version: number; document: ReportDocument }> {
  const { id } = await openReport(world.editor, { kind: "month", period: "2026-10", programme: null });
  const row = await findReport(world.house.ctx.db, id);
  if (row === undefined) throw new Error("no report");
  return { id, version: row.version, document: await composeDraft(world.house.ctx, row, world.house.clock.now()) };
}

describe("the tables of a report", () => {
  test("never call what nobody measured zero, and every row has a cell for each column", async () => {
    const { tables } = (await october()).document;
    expect(tables.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]),
    );
    for (const { columns, rows } of tables) {
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    }
    const repairs = tables.find(({ id }) => id === "B7");
    expect(repairs?.rows).toHaveLength(1);
    expect(repairs?.rows[0]?.cells.slice(1).map(({ kind }) => kind)).toEqual(Array(9).fill("no-source"));
    // No slide bears a code of ours, so that nobody scanned one is no finding.
    const viewers = tables.find(({ id }) => id === "B5");
    const at = viewers?.columns.findIndex(({ key }) => key === "qr") ?? -1;
    expect(viewers?.rows.map(({ cells }) => cells[at]?.kind)).toEqual(Array(4).fill("no-source"));
  });

  test("never hold measured and estimated figures in one column, and a cell of one row in one of them alone", async () => {
    for (const table of (await october()).document.tables) {
      const columns = (basis: string) => table.columns.flatMap((column, at) => (column.basis === basis ? [at] : []));
      for (const { cells } of table.rows.filter(() => columns("estimated").length > 0)) {
        const isFilled = (at: number) => cells[at]?.kind !== "blank";
        const measured = table.columns.findIndex(({ key }) => key === "measured");
        expect([measured, ...columns("estimated")].filter(isFilled)).toHaveLength(1);
      }
    }
  });

  test("compare a target that people wrote with what was reached, and say nothing where there is none", async () => {
    const { id, version, document } = await october();
    const table = (one: ReportDocument) => one.tables.find((each) => each.id === "B13");
    const cellOf = (one: ReportDocument, key: string, name: string) => {
      const found = table(one);
      const row = found?.rows.find(({ cells }) => cells.some((cell) => cell.kind === "text" && cell.text === name));
      return row?.cells[found?.columns.findIndex((column) => column.key === key) ?? -1];
    };
    expect(cellOf(document, "reached", "Lượt sử dụng điểm tra cứu")).toEqual({ kind: "blank" });
    let expectedVersion = version;
    for (const [columnKey, value] of [
      ["measured", 30],
      ["target", 40],
    ] as const) {
      const place = { reportId: id, expectedVersion, tableId: "B13", rowKey: "Lượt sử dụng điểm tra cứu", columnKey };
      const row = await writeReportCell(world.editor, { ...place, cell: { kind: "number", value, digits: 0 } });
      expectedVersion = row.version;
    }
    const written = (await october()).document;
    expect(cellOf(written, "measured", "Lượt sử dụng điểm tra cứu")).toMatchObject({ value: 30, isDeclared: true });
    expect(cellOf(written, "reached", "Lượt sử dụng điểm tra cứu")).toEqual({ kind: "share", ppm: 750_000 });
    expect(cellOf(written, "reached", "Tỷ lệ hoạt động")).toEqual({ kind: "blank" });
  });
});
