import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { type CellsByKey, count, type DraftRow, layTable, NO_SOURCE, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { playColumns, sumCells } from "./sum-cells.ts";

/** Played by theme, whichever place the theme has among an edition's programmes; the total counts each showing once. */
export async function themesTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const themes = facts.programmes.filter(({ kind }) => kind === "theme" || kind === "award");
  const carrying = (codes: readonly string[]) =>
    facts.cells.filter(({ version }) => version.programmes.some((code) => codes.includes(code)));
  const tagged = new Set<string>();
  for (const { version } of facts.cells) for (const code of version.programmes) tagged.add(code);
  const used = themes.filter(({ code }) => tagged.has(code));
  const figures = (cells: readonly FigureCell[]): CellsByKey => {
    const sum = sumCells(cells, facts);
    const { played, minutes } = playColumns(sum);
    return {
      products: count(sum.editions.size),
      langs: count(sum.languages.size),
      ...(played === undefined || minutes === undefined ? {} : { played, minutes }),
      clusters: count(sum.clusters.size),
    };
  };
  const rows: DraftRow[] = [];
  for (const { code, nameVi, legalBasis } of used) {
    await turns.rest();
    const doc = legalBasis.length === 0 ? NO_SOURCE : text(legalBasis.join("; "));
    const cells = { theme: text(nameVi), period: NO_SOURCE, doc, ...figures(carrying([code])) };
    rows.push({ level: "row", cells });
  }
  await turns.rest();
  const all = carrying(used.map(({ code }) => code));
  const total = { level: "total" as const, cells: { theme: text("Tổng cộng"), ...figures(all) } };
  return layTable(
    template,
    number,
    [...rows, total],
    ["Nội dung thuộc nhiều chuyên đề được ghi ở từng chuyên đề; dòng tổng cộng chỉ tính mỗi lượt một lần."],
  );
}
