import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { type DraftRow, layTable, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { anyRecorded, detailColumns, SHARING_HEAD, toldCells } from "./detail-columns.ts";
import { groupBy } from "./group-by.ts";

/** Every story planned or played, under the title of its newest version among them, with all its languages. */
export function storiesTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const rows = storyRows(facts.cells, facts, "row");
  const total = detailColumns(facts.cells, facts, facts.recordedScreens.size > 0);
  rows.push({ level: "total", cells: { title: text("Tổng cộng"), ...total } });
  if (toldCells(facts.sharing).length > 0) {
    const sums = detailColumns(facts.sharing, facts, anyRecorded(facts.sharing, facts));
    rows.push({ level: "group", cells: { title: text(SHARING_HEAD), ...sums } });
    rows.push(...storyRows(facts.sharing, facts, "part"));
  }
  return layTable(template, number, rows, []);
}

function storyRows(cells: readonly FigureCell[], facts: ReportFacts, level: DraftRow["level"]): DraftRow[] {
  const byStory = groupBy(toldCells(cells), ({ version }) => version.storyId);
  return [...byStory.keys()].sort().map((storyId) => {
    const own = byStory.get(storyId) ?? [];
    const languages = [...new Set(own.map(({ version }) => version.language))].sort();
    const figures = detailColumns(own, facts, anyRecorded(own, facts));
    return { level, cells: { title: text(titleOf(own)), langs: text(languages.join(", ")), ...figures } };
  });
}

/** Vietnamese first; ids grow with time. */
function titleOf(cells: readonly FigureCell[]): string {
  const versions = cells.map(({ version }) => version);
  const [newest] = versions.sort(
    (one, other) => Number(other.language === "vi") - Number(one.language === "vi") || (one.id < other.id ? 1 : -1),
  );
  return newest?.title ?? "";
}
