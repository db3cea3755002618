import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { type DraftRow, layLongTable, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { anyRecorded, detailColumns, SHARING_HEAD, toldCells } from "./detail-columns.ts";
import { groupBy } from "./group-by.ts";

/** Every screen in use with each language planned or played on it; one without any record says so. */
export async function screensTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const rows = await screenRows(facts.cells, facts, "row", true, turns);
  await turns.rest();
  const total = detailColumns(facts.cells, facts, facts.recordedScreens.size > 0);
  rows.push({ level: "total", cells: { site: text("Tổng cộng"), ...total } });
  if (toldCells(facts.sharing).length > 0) {
    const sums = detailColumns(facts.sharing, facts, anyRecorded(facts.sharing, facts));
    rows.push({ level: "group", cells: { site: text(SHARING_HEAD), ...sums } });
    rows.push(...(await screenRows(facts.sharing, facts, "part", false, turns)));
  }
  return layLongTable(template, number, rows, turns);
}

/** `isWhole`: also a screen of which there is nothing at all. */
async function screenRows(
  cells: readonly FigureCell[],
  facts: ReportFacts,
  level: DraftRow["level"],
  isWhole: boolean,
  turns: Turns,
): Promise<DraftRow[]> {
  const names = new Map(facts.languages.map(({ tag, nameVi }) => [tag as string, nameVi]));
  const told = toldCells(cells);
  await turns.rest();
  const byScreen = groupBy(told, ({ screenId }) => screenId);
  const rows: DraftRow[] = [];
  for (const place of facts.places) {
    await turns.rest();
    const where = {
      site: text(place.site_name_vi),
      cluster: text(place.cluster_name),
      screen: text(place.screen_name),
    };
    const isRecorded = facts.recordedScreens.has(place.screen_id);
    const byLanguage = groupBy(byScreen.get(place.screen_id) ?? [], ({ version }) => version.language);
    if (byLanguage.size === 0 && isWhole && !isRecorded) {
      rows.push({ level, cells: { ...where, ...detailColumns([], facts, false) } });
    }
    for (const language of [...byLanguage.keys()].sort()) {
      const figures = detailColumns(byLanguage.get(language) ?? [], facts, isRecorded);
      rows.push({ level, cells: { ...where, lang: text(names.get(language) ?? language), ...figures } });
    }
  }
  return rows;
}
