import type { ReportCell, ReportTable } from "../../../schemas/report-document.ts";

/** What people have written: by table, then by row, then by column. */
export type HandCells = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, ReportCell>>>;

/**
 * Lays what people have written over the cells that have no source; a measured or planned figure is never replaced. A
 * figure that a person gave in such a column is marked as declared.
 */
export function overlayHandCells(table: ReportTable, handCells: HandCells): ReportTable {
  const ofTable = handCells.get(table.id);
  if (ofTable === undefined) return table;
  return {
    ...table,
    rows: table.rows.map((row) => {
      const written = ofTable.get(rowKeyOf(table, row.cells));
      if (written === undefined) return row;
      return {
        ...row,
        cells: row.cells.map((cell, index) => {
          const column = table.columns[index];
          const hand = column === undefined ? undefined : written.get(column.key);
          return hand === undefined || !isFillable(cell) ? cell : marked(hand, column?.basis === "declared");
        }),
      };
    }),
  };
}

/** Whether a person may say what stands here. */
export function isFillable(cell: ReportCell): boolean {
  return cell.kind === "no-source";
}

/** Names a row by what it is about, so that a figure stays with it when other rows come or go. */
export function rowKeyOf({ columns }: Pick<ReportTable, "columns">, cells: readonly ReportCell[]): string {
  const at = columns.findIndex(({ key, basis }) => key !== "stt" && basis === null);
  const cell = cells[at];
  if (cell === undefined) return "";
  if (cell.kind === "text") return cell.text;
  return cell.kind === "instant" ? String(cell.atMs) : "";
}

function marked(cell: ReportCell, isOwnColumn: boolean): ReportCell {
  const isFigure = cell.kind === "number" || cell.kind === "share";
  return isFigure && !isOwnColumn ? { ...cell, isDeclared: true } : cell;
}
