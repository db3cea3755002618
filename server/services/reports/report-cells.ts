import type { TableTemplate } from "../../../schemas/reference/report-templates.ts";
import type { ReportCell, ReportRow, ReportTable } from "../../../schemas/report-document.ts";
import type { Turns } from "../../turns.ts";

/** Cells of one row by the key of their column; a column without one is blank. */
export type CellsByKey = Readonly<Record<string, ReportCell>>;

export const BLANK: ReportCell = { kind: "blank" };
/** Nothing measures it; never 0. */
export const NO_SOURCE: ReportCell = { kind: "no-source" };

export const text = (value: string): ReportCell => (value === "" ? BLANK : { kind: "text", text: value });
export const count = (value: number): ReportCell => ({ kind: "number", value, digits: 0 });
/** To one decimal. */
export const minutes = (ms: number): ReportCell => ({ kind: "number", value: Math.round(ms / 6_000), digits: 1 });
/** To one decimal. */
export const hours = (ms: number): ReportCell => ({ kind: "number", value: Math.round(ms / 360_000), digits: 1 });
export const instant = (atMs: number): ReportCell => ({ kind: "instant", atMs });
export const unknown = (why: string): ReportCell => ({ kind: "unknown", why });

/** A part of a whole; of nothing there is no part. */
export function share(part: number, whole: number, whyNot: string): ReportCell {
  return whole === 0 ? unknown(whyNot) : { kind: "share", ppm: Math.round((part * 1_000_000) / whole) };
}

/** A row of a table before it is laid out. */
export interface DraftRow {
  readonly level: ReportRow["level"];
  readonly cells: CellsByKey;
}

/** Lays rows out in the template's columns; plain rows are numbered in the column `stt`. */
export function layTable(
  template: TableTemplate,
  number: number,
  rows: readonly DraftRow[],
  notes: readonly string[],
): ReportTable {
  return { ...tableFrame(template, number, notes), rows: rows.map(rowLayer(template)) };
}

/** The same for a table whose rows are of the order of screens or stories, while others have their turn. */
export async function layLongTable(
  template: TableTemplate,
  number: number,
  rows: readonly DraftRow[],
  turns: Turns,
): Promise<ReportTable> {
  const lay = rowLayer(template);
  const laid: ReportRow[] = [];
  for (const row of rows) {
    laid.push(lay(row));
    await turns.rest();
  }
  return { ...tableFrame(template, number, []), rows: laid };
}

function tableFrame({ id, title, columns }: TableTemplate, number: number, notes: readonly string[]) {
  return { id, number, title, columns: columns.map((column) => ({ ...column })), rows: [], notes: [...notes] };
}

/** Lays out one row after the other. */
function rowLayer({ id, columns }: TableTemplate): (row: DraftRow) => ReportRow {
  const keys = columns.map(({ key }) => key);
  const known = new Set(keys);
  let running = 0;
  return ({ level, cells }) => {
    const stray = Object.keys(cells).find((key) => !known.has(key));
    if (stray !== undefined) throw new Error(`Table ${id} has no column ${stray}.`);
    if (level === "row") running += 1;
    const numbered: CellsByKey = level === "row" && known.has("stt") ? { ...cells, stt: count(running) } : cells;
    return { level, cells: keys.map((key) => numbered[key] ?? BLANK) };
  };
}
