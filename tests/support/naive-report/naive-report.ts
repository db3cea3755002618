import type { ReportCell, ReportTable } from "../../../schemas/report-document.ts";
import { dunno, type NaiveRow, type NaiveSpan, NOTHING } from "./naive-cells.ts";
import { naiveOpenings, naiveScreens, naiveStories } from "./naive-details.ts";
import { naiveIndicators } from "./naive-indicators.ts";
import { naiveComparison, naiveSafety, naiveSources, naiveViewers } from "./naive-other-tables.ts";
import type { Mistake } from "./naive-plays.ts";
import { naiveClusters, naiveLanguages, naiveProgrammes, naiveThemes } from "./naive-tables.ts";
import type { RawRows } from "./raw-rows.ts";

/** A report as an auditor would count it again from raw rows. */
export interface NaiveReport {
  readonly raw: RawRows;
  readonly span: NaiveSpan;
  /** Code of the period. */
  readonly period: string;
  /** What the comparison looks at. */
  readonly before: NaiveSpan;
  readonly lastYear: NaiveSpan;
  readonly mistake?: Mistake;
}

/** A cell that is not what raw rows say. */
export interface CellDifference {
  readonly table: string;
  readonly row: number;
  readonly column: string;
  readonly printed: ReportCell | undefined;
  readonly counted: ReportCell | undefined;
}

/** Compares every cell of every table with what raw rows say, and tells each that differs. */
export function differencesOf(tables: readonly ReportTable[], report: NaiveReport): CellDifference[] {
  return tables.flatMap((table) => {
    const rows = rowsOf(table, report);
    const found: CellDifference[] = [];
    for (let row = 0; row < Math.max(rows.length, table.rows.length); row += 1) {
      const [printedRow, countedRow] = [table.rows[row], rows[row]];
      const levels = [printedRow?.level, countedRow?.level];
      for (const [index, { key }] of table.columns.entries()) {
        const printed = printedRow?.cells[index];
        const counted = countedRow === undefined ? undefined : cellOf(rows, row, key);
        if (levels[0] === levels[1] && JSON.stringify(sorted(printed)) === JSON.stringify(sorted(counted))) continue;
        found.push({ table: table.id, row, column: key, printed, counted });
      }
    }
    return found;
  });
}

function rowsOf(table: ReportTable, { raw, span, period, before, lastYear, mistake = null }: NaiveReport): NaiveRow[] {
  const asked = { raw, span, period, mistake };
  const firstMs = Math.min(...raw.plays.map((row) => row.started_at_ms));
  const known = (one: NaiveSpan) => (Math.floor(firstMs / 3_600_000) * 3_600_000 >= one.toMs ? null : one);
  switch (table.id) {
    case "B1":
      return naiveClusters(asked);
    case "B2":
      return naiveProgrammes(asked);
    case "B3":
      return naiveLanguages(asked);
    case "B4":
      return naiveThemes(asked);
    case "B5":
      return naiveViewers(asked);
    case "B6":
      return naiveSources(asked);
    case "B8":
      return naiveSafety(asked);
    case "B11":
      return naiveComparison(asked, known(before), known(lastYear));
    case "B13":
      return naiveIndicators(asked);
    case "B14":
      // Words that stand in the program: each of its rows must explain the indicator of the same row.
      return naiveIndicators(asked).map(({ cells: { ind = NOTHING } }, row) => ({
        level: "row",
        cells: { ...texts(table, row), ind },
      }));
    case "B15":
      return naiveScreens(asked);
    case "B16":
      return naiveStories(asked);
    case "B17":
      return naiveOpenings(asked);
    default:
      return [{ level: "part", cells: Object.fromEntries(emptyCells(table)) }];
  }
}

/** A table that nothing fills says so in every cell. */
function emptyCells({ columns }: ReportTable): [string, ReportCell][] {
  return columns.filter(({ key }) => key !== "stt").map(({ key }) => [key, NOTHING]);
}

/** What is printed where a text stands, and an error where none does. */
function texts(table: ReportTable, row: number): Record<string, ReportCell> {
  return Object.fromEntries(
    table.columns
      .map(({ key }, index): [string, ReportCell | undefined] => [key, table.rows[row]?.cells[index]])
      .filter(([key]) => key !== "stt")
      .map(([key, cell]) => [key, cell?.kind === "text" ? cell : dunno("no words")]),
  );
}

/** Plain rows are numbered. */
function cellOf(rows: readonly NaiveRow[], row: number, key: string): ReportCell {
  const { level, cells } = rows[row] ?? { level: "row", cells: {} };
  const number = rows.slice(0, row + 1).filter((one) => one.level === "row").length;
  if (key === "stt" && level === "row") return { kind: "number", value: number, digits: 0 };
  return cells[key] ?? { kind: "blank" };
}

function sorted(cell: ReportCell | undefined): unknown {
  return Object.entries(cell ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}
