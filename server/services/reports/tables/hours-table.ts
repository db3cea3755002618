import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { hours, layTable, text } from "../report-cells.ts";
import type { ReportFacts } from "../report-facts.ts";

/** Each site's operating hours, and the airtime planned inside and outside them over all its screens. */
export function hoursTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const rows = facts.siteOpenings.map(({ names, openMs, planned }) => ({
    level: "row" as const,
    cells: {
      site: text(names.vi),
      open: hours(openMs),
      inside: hours(planned.insideMs),
      outside: hours(planned.outsideMs),
    },
  }));
  return layTable(template, number, rows, ["Thời lượng kế hoạch của mọi chương trình, cộng trên các màn hình."]);
}
