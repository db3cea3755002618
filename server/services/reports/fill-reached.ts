import type { ReportCell, ReportTable } from "../../../schemas/report-document.ts";
import { INDICATORS } from "../indicators/registry.ts";
import { BLANK, unknown } from "./report-cells.ts";

/** Columns that hold what a target is compared with. */
const ACTUAL = ["measured", "played"];

/**
 * Says in the column `reached` how far each target is reached, after people have written theirs. Of an estimate nothing is
 * said; of a figure that is not known it stays unknown.
 */
export function fillReached(table: ReportTable): ReportTable {
  const at = (key: string) => table.columns.findIndex((column) => column.key === key);
  const [reached, target, name] = [at("reached"), at("target"), at("ind")];
  const actual = table.columns.findIndex(({ key }) => ACTUAL.includes(key));
  if (reached < 0 || target < 0 || actual < 0) return table;
  return {
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, index) =>
        index === reached ? reachedCell(row.cells[actual], row.cells[target], isLessBetter(row.cells[name])) : cell,
      ),
    })),
  };
}

function isLessBetter(name: ReportCell | undefined): boolean {
  return name?.kind === "text" && INDICATORS.some((one) => one.name === name.text && one.better === "less");
}

function reachedCell(actual: ReportCell | undefined, target: ReportCell | undefined, isLess: boolean): ReportCell {
  const asked = figureOfCell(target);
  if (asked === undefined || actual === undefined || actual.kind === "blank") return BLANK;
  const is = figureOfCell(actual);
  if (is === undefined || actual.kind !== target?.kind) return unknown("chưa có số thực hiện");
  const [part, whole] = isLess ? [asked, is] : [is, asked];
  return whole === 0
    ? unknown("không tính được tỷ lệ")
    : { kind: "share", ppm: Math.round((part * 1_000_000) / whole) };
}

function figureOfCell(cell: ReportCell | undefined): number | undefined {
  if (cell?.kind === "share") return cell.ppm;
  return cell?.kind === "number" ? cell.value / 10 ** cell.digits : undefined;
}
