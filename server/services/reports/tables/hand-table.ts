import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { BLANK, type CellsByKey, type DraftRow, layTable, NO_SOURCE } from "../report-cells.ts";

/** A table that only people can fill: their rows, or one that says that there is no source yet. */
export function handTable(template: TableTemplate, number: number, rows: readonly CellsByKey[]): ReportTable {
  const [, name] = template.columns;
  const none: CellsByKey = Object.fromEntries(
    template.columns.map(({ key }) => [key, key === "stt" ? BLANK : NO_SOURCE]),
  );
  const drafts = rows.map((cells): DraftRow => ({ level: "row", cells }));
  const shown: DraftRow[] = drafts.length > 0 || name === undefined ? drafts : [{ level: "part", cells: none }];
  return layTable(template, number, shown, []);
}
