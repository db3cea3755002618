import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportCell, ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { type CellsByKey, count, layTable, minutes, text, unknown } from "../report-cells.ts";
import type { FigureFacts, ReportFacts } from "../report-facts.ts";
import { type CellSum, rateColumn, sumCells } from "./sum-cells.ts";

interface Indicator {
  readonly name: string;
  readonly unit: string;
  readonly read: (sum: CellSum) => ReportCell;
}

const INDICATORS: readonly Indicator[] = [
  { name: "Sản phẩm đã phát", unit: "sản phẩm", read: ({ editions }) => count(editions.size) },
  { name: "Ngôn ngữ đã phát", unit: "ngôn ngữ", read: ({ languages }) => count(languages.size) },
  { name: "Lượt phát kế hoạch", unit: "lượt", read: ({ planned }) => count(planned) },
  { name: "Lượt phát thực tế", unit: "lượt", read: ({ played }) => count(played.completed) },
  { name: "Tỷ lệ thực hiện", unit: "%", read: (sum) => rateColumn(sum) },
  { name: "Thời lượng phát", unit: "phút", read: ({ played }) => minutes(played.airtimeMs) },
  { name: "Cụm có phát", unit: "cụm", read: ({ clusters }) => count(clusters.size) },
];
const NOTHING = unknown("kỳ so sánh chưa có số liệu");

/** This period beside the one before and the same of last year; a period from before the first record is unknown. */
export async function comparisonTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const cur = sumCells(facts.cells, facts);
  await turns.rest();
  const prev = sumOf(facts.before);
  await turns.rest();
  const last = sumOf(facts.lastYear);
  const rows = INDICATORS.map(({ name, unit, read }) => {
    const cells: CellsByKey = {
      ind: text(name),
      unit: text(unit),
      cur: read(cur),
      prev: prev === undefined ? NOTHING : read(prev),
      last: last === undefined ? NOTHING : read(last),
      dprev: change(read(cur), prev && read(prev)),
      dlast: change(read(cur), last && read(last)),
    };
    return { level: "row" as const, cells };
  });
  return layTable(template, number, rows, []);
}

function sumOf(facts: FigureFacts | null): CellSum | undefined {
  return facts === null ? undefined : sumCells(facts.cells, facts);
}

/** By how much of the older figure the newer one is more; shares are compared in points. */
function change(now: ReportCell, then: ReportCell | undefined): ReportCell {
  if (then === undefined) return NOTHING;
  if (now.kind === "share" && then.kind === "share") return { kind: "share", ppm: now.ppm - then.ppm };
  if (now.kind !== "number" || then.kind !== "number") return NOTHING;
  if (then.value === 0) return unknown("kỳ so sánh bằng 0");
  return { kind: "share", ppm: Math.round(((now.value - then.value) * 1_000_000) / then.value) };
}
