import { figureOf, type ReportCell, type ReportDocument, type ReportTable } from "../../schemas/report-document.ts";
import { type CsvCell, csvFile } from "./csv.ts";
import { fixedZip } from "./fixed-zip.ts";
import { cellText, columnHead, oneLine, tableCaption, tableNotes } from "./report-text.ts";

const PPM_PER_PERCENT = 10_000;

/**
 * One table of the report as `csvFile` writes it: title, heads, rows, notes. Figures are plain numbers, shares in percent;
 * a column of marks follows each that holds declared figures. `null`: the report has no such table.
 */
export function documentCsv(document: ReportDocument, tableId: string): string | null {
  const table = document.tables.find(({ id }) => id === tableId);
  return table === undefined ? null : tableCsv(table);
}

/** All tables of the report, each a file named `Bang-1.csv`, in one archive. The same document gives the same bytes. */
export function documentCsvZip(document: ReportDocument): Buffer {
  return fixedZip(new Map(document.tables.map((table) => [`Bang-${table.number}.csv`, tableCsv(table)])));
}

function tableCsv(table: ReportTable): string {
  const isMarked = table.columns.map((_, place) => table.rows.some((row) => isDeclared(row.cells[place])));
  const heads = table.columns.flatMap((column, place) => {
    const head = columnHead(column);
    const named = column.unit === null && holdsShares(table, place) ? `${head} (%)` : head;
    return isMarked[place] === true ? [named, "(*)"] : [named];
  });
  return csvFile([
    [tableCaption(table)],
    heads,
    ...table.rows.map((row) =>
      row.cells.flatMap((cell, place): CsvCell[] => {
        const written = csvValue(cell);
        return isMarked[place] === true ? [written, isDeclared(cell) ? "(*)" : null] : [written];
      }),
    ),
    ...tableNotes(table).map((note) => [note]),
  ]);
}

function csvValue(cell: ReportCell): CsvCell {
  if (cell.kind === "number") return figureOf(cell);
  if (cell.kind === "share") return Number((cell.ppm / PPM_PER_PERCENT).toFixed(1)) || 0;
  return cell.kind === "text" ? oneLine(cell.text) : cellText(cell);
}

function holdsShares(table: ReportTable, place: number): boolean {
  return table.rows.some((row) => row.cells[place]?.kind === "share");
}

function isDeclared(cell: ReportCell | undefined): boolean {
  return cell !== undefined && "isDeclared" in cell && cell.isDeclared === true;
}
