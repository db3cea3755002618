import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { type DraftRow, layLongTable, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { anyRecorded, detailColumns, SHARING_HEAD, toldCells } from "./detail-columns.ts";
import { groupBy } from "./group-by.ts";

/** Every story planned or played, under the title of its newest version among them, with all its languages. */
export async function storiesTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const rows = await storyRows(facts.cells, facts, "row", turns);
  await turns.rest();
  const total = detailColumns(facts.cells, facts, facts.recordedScreens.size > 0);
  rows.push({ level: "total", cells: { title: text("Tổng cộng"), ...total } });
  if (toldCells(facts.sharing).length > 0) {
    const sums = detailColumns(facts.sharing, facts, anyRecorded(facts.sharing, facts));
    rows.push({ level: "group", cells: { title: text(SHARING_HEAD), ...sums } });
    rows.push(...(await storyRows(facts.sharing, facts, "part", turns)));
  }
  return layLongTable(template, number, rows, turns);
}

async function storyRows(
  cells: readonly FigureCell[],
  facts: ReportFacts,
  level: DraftRow["level"],
  turns: Turns,
): Promise<DraftRow[]> {
  const told = toldCells(cells);
  await turns.rest();
  const byStory = groupBy(told, ({ version }) => version.storyId);
  const rows: DraftRow[] = [];
  for (const storyId of [...byStory.keys()].sort()) {
    await turns.rest();
    const own = byStory.get(storyId) ?? [];
    const languages = [...new Set(own.map(({ version }) => version.language))].sort();
    const figures = detailColumns(own, facts, anyRecorded(own, facts));
    rows.push({ level, cells: { title: text(titleOf(own)), langs: text(languages.join(", ")), ...figures } });
  }
  return rows;
}

/** Vietnamese first; ids grow with time. */
function titleOf(cells: readonly FigureCell[]): string {
  const versions = cells.map(({ version }) => version);
  const [newest] = versions.sort(
    (one, other) => Number(other.language === "vi") - Number(one.language === "vi") || (one.id < other.id ? 1 : -1),
  );
  return newest?.title ?? "";
}
