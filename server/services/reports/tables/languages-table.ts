import type { Language } from "../../../../schemas/reference/language.ts";
import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { type CellsByKey, count, type DraftRow, layTable, NO_SOURCE, share, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { groupBy } from "./group-by.ts";
import { playColumns, sumCells } from "./sum-cells.ts";

const GROUPS = [
  { role: "official", name: "Tiếng Việt" },
  { role: "minority", name: "Tiếng dân tộc" },
  { role: "foreign", name: "Tiếng nước ngoài" },
] as const;

/** Played by language, in the order of the reference data, under the group that the language belongs to. */
export async function languagesTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const byLanguage = groupBy(facts.cells, ({ version }) => version.language);
  const wholeMs = sumCells(facts.cells, facts).played.airtimeMs;
  const figures = (cells: readonly FigureCell[]): CellsByKey => {
    const sum = sumCells(cells, facts);
    return {
      products: count(sum.editions.size),
      ...playColumns(sum),
      share: share(sum.played.airtimeMs, wholeMs, "không có thời lượng"),
      declared: NO_SOURCE,
      clusters: count(sum.clusters.size),
    };
  };
  const rows: DraftRow[] = [];
  for (const { role, name } of GROUPS) {
    await turns.rest();
    const languages = facts.languages.filter((one) => byLanguage.has(one.tag) && languageGroup(one) === role);
    if (languages.length === 0) continue;
    const within = languages.flatMap(({ tag }) => byLanguage.get(tag) ?? []);
    rows.push({ level: "group", cells: { lang: text(name), ...figures(within) } });
    for (const { tag, nameVi } of languages) {
      await turns.rest();
      const cells = { lang: text(nameVi), group: text(name), ...figures(byLanguage.get(tag) ?? []) };
      rows.push({ level: "row", cells });
    }
  }
  const known = new Set(facts.languages.map(({ tag }) => tag));
  for (const tag of [...byLanguage.keys()].filter((one) => !known.has(one)).sort()) {
    rows.push({ level: "row", cells: { lang: text(tag), ...figures(byLanguage.get(tag) ?? []) } });
  }
  await turns.rest();
  rows.push({ level: "total", cells: { lang: text("Tổng cộng"), ...figures(facts.cells) } });
  return layTable(template, number, rows, []);
}

/** A language of a people of Viet Nam that is also spoken abroad counts with those of Viet Nam. */
export function languageGroup({ role }: Language): (typeof GROUPS)[number]["role"] {
  return GROUPS.find((group) => role.includes(group.role))?.role ?? "foreign";
}
