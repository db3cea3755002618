import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { INDICATORS } from "../../indicators/registry.ts";
import { targetKey } from "../period-facts.ts";
import { BLANK, type DraftRow, layTable, NO_SOURCE, text } from "../report-cells.ts";
import type { ReportFacts } from "../report-facts.ts";

/** Each indicator beside what it was to reach; measured and estimated in columns of their own. */
export async function indicatorsTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const rows: DraftRow[] = [];
  for (const { id, name, unit, basis, read } of INDICATORS) {
    const figure = read(facts);
    await turns.rest();
    rows.push({
      level: "row",
      cells: {
        ind: text(name),
        unit: text(unit),
        measured: basis === "measured" ? figure : BLANK,
        estimated: basis === "estimated" ? figure : BLANK,
        target: facts.targets.get(targetKey("indicator", id)) ?? NO_SOURCE,
      },
    });
  }
  return layTable(
    template,
    number,
    rows,
    INDICATORS.flatMap(({ notes }) => notes?.(facts) ?? []),
  );
}

/** How each of them is counted, from what, and when it is not given. */
export function formulasTable(template: TableTemplate, number: number): ReportTable {
  const rows = INDICATORS.map(({ name, formula, inputs, unknownWhen }) => ({
    level: "row" as const,
    cells: { ind: text(name), formula: text(formula), inputs: text(inputs), unknown: text(unknownWhen) },
  }));
  return layTable(template, number, rows, []);
}
