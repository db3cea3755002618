import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { BLANK, count, type DraftRow, layTable, NO_SOURCE, text } from "../report-cells.ts";
import type { FigureCell, ReportFacts } from "../report-facts.ts";
import { sumCells } from "./sum-cells.ts";

/** Where content came from: what came in, what was approved, and how often it was played. */
export async function sourcesTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const imported = new Set(facts.sources.flatMap(({ storyIds }) => [...storyIds]));
  const played = (cells: readonly FigureCell[]) => count(sumCells(cells, facts).played.completed);
  const rows: DraftRow[] = [];
  for (const source of facts.sources) {
    await turns.rest();
    rows.push({
      level: "row",
      cells: {
        source: text(source.name),
        imported: count(source.imported),
        approved: count(source.approved),
        played: played(facts.cells.filter(({ version }) => source.storyIds.has(version.storyId))),
        shared: NO_SOURCE,
      },
    });
  }
  await turns.rest();
  const own = {
    level: "row" as const,
    cells: {
      source: text("Tự sản xuất"),
      imported: BLANK,
      approved: count(facts.ownStories.approved),
      played: played(facts.cells.filter(({ version }) => !imported.has(version.storyId))),
      shared: NO_SOURCE,
    },
  };
  const total = {
    level: "total" as const,
    cells: {
      source: text("Tổng cộng"),
      imported: count(facts.sources.reduce((sum, source) => sum + source.imported, 0)),
      approved: count(facts.sources.reduce((sum, source) => sum + source.approved, facts.ownStories.approved)),
      played: played(facts.cells),
      shared: NO_SOURCE,
    },
  };
  return layTable(template, number, [...rows, own, total], []);
}
