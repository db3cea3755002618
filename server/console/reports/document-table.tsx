import type { ReportCell, ReportTable } from "../../../schemas/report-document.ts";
import { cellText, columnHead, tableCaption, tableNotes } from "../../reports/report-text.ts";
import { InTurns } from "../parts/in-turns.tsx";
import type { View } from "../view.ts";

const CLASS_OF_CELL: Readonly<Partial<Record<ReportCell["kind"], string>>> = {
  number: "figure",
  share: "figure",
  "no-source": "mute",
  unknown: "mute",
};

/** A report's table as it is printed: the same words and figures in the same order. */
export function DocumentTable(props: { view: View; table: ReportTable }) {
  const { table } = props;
  return (
    <>
      <div class="table-wrap">
        <table class="report-table">
          <caption>{tableCaption(table)}</caption>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th
                  scope="col"
                  title={column.formula ?? undefined}
                  class={column.basis === "estimated" ? "estimated" : undefined}
                >
                  {columnHead(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <InTurns
              of={table.rows}
              draw={({ level, cells }) => (
                <tr class={`row-${level}`}>
                  {cells.map((cell, index) => (
                    <td class={CLASS_OF_CELL[cell.kind]}>{cellText(cell, table.columns[index])}</td>
                  ))}
                </tr>
              )}
            />
          </tbody>
        </table>
      </div>
      {tableNotes(table).map((note) => (
        <p class="note">{note}</p>
      ))}
    </>
  );
}
