import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportCell, ReportTable } from "../../../../schemas/report-document.ts";
import type { Turns } from "../../../turns.ts";
import { targetKey } from "../period-facts.ts";
import { BLANK, type CellsByKey, count, type DraftRow, layTable, NO_SOURCE, text } from "../report-cells.ts";
import { type FigureCell, mainProgramme, type ReportFacts } from "../report-facts.ts";
import { groupBy } from "./group-by.ts";
import { playColumns, rateColumn, sumCells } from "./sum-cells.ts";

const NONE = "Chưa gắn chương trình";

/**
 * Played and planned by main programme, under the programme they are part of; each showing counts once. What is shared
 * with another programme is told in a note, and what came in late for a locked period in rows of its own that no sum holds.
 */
export async function programmesTable(
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
): Promise<ReportTable> {
  const byCode = groupBy(facts.cells, (cell) => mainProgramme(cell.version, facts.programmes) ?? "");
  // What was to be reached is told also of a programme of which nothing was planned or played.
  const isTold = (code: string) => byCode.has(code) || facts.targets.has(targetKey("programme", code));
  const order = facts.programmes.map(({ code }) => code).filter(isTold);
  const unlisted = [...byCode.keys()].filter((code) => code !== "" && !order.includes(code)).sort();
  const rows: DraftRow[] = [];
  const codes = [...order, ...unlisted];
  for (const [root, within] of groupBy(codes, (code) => rootOf(code, facts))) {
    await turns.rest();
    const isGroup = within.length > 1 || within[0] !== root;
    if (isGroup) {
      const cells = within.flatMap((code) => byCode.get(code) ?? []);
      rows.push({
        level: "group",
        cells: { programme: text(nameOf(root, facts)), ...figures(cells, facts), target: targetOf(root, facts) },
      });
    }
    for (const code of within) {
      await turns.rest();
      const name = isGroup && code === root ? `${nameOf(code, facts)} (nội dung chung)` : nameOf(code, facts);
      // With its parts the target of a programme stands where their sum does.
      const target = isGroup && code === root ? BLANK : targetOf(code, facts);
      rows.push({ level: "row", cells: { programme: text(name), ...figures(byCode.get(code) ?? [], facts), target } });
    }
  }
  const without = byCode.get("");
  if (without !== undefined) {
    rows.push({ level: "row", cells: { programme: text(NONE), ...figures(without, facts) } });
  }
  for (const { periodName, cells } of facts.late) {
    const cell = text(`Bổ sung kỳ trước: ${periodName}`);
    rows.push({ level: "part", cells: { programme: cell, ...playColumns(sumCells(cells, facts)) } });
  }
  await turns.rest();
  rows.push({ level: "total", cells: { programme: text("Tổng cộng"), ...figures(facts.cells, facts) } });
  await turns.rest();
  return layTable(template, number, rows, notesOf(facts));
}

function figures(cells: readonly FigureCell[], facts: ReportFacts): CellsByKey {
  const sum = sumCells(cells, facts);
  const { fromMs, toMs } = facts.span;
  const fresh = [...sum.editions].filter((id) => {
    const firstMs = facts.firstPlayedMs.get(id);
    return firstMs !== undefined && firstMs >= fromMs && firstMs < toMs;
  });
  return {
    products: count(sum.editions.size),
    new: count(fresh.length),
    planned: count(sum.planned),
    ...playColumns(sum),
    rate: rateColumn(sum),
    clusters: count(sum.clusters.size),
    fund: fundsOf(cells, facts),
    target: NO_SOURCE,
    declared: NO_SOURCE,
  };
}

function targetOf(code: string, { targets }: ReportFacts): ReportCell {
  return targets.get(targetKey("programme", code)) ?? NO_SOURCE;
}

/** The funds that the editions are tagged with. */
function fundsOf(cells: readonly FigureCell[], { programmes }: ReportFacts): ReportCell {
  const tagged = new Set<string>();
  for (const { version } of cells) for (const code of version.programmes) tagged.add(code);
  const funds = programmes.filter(({ code, kind }) => kind === "fund" && tagged.has(code));
  return funds.length === 0 ? NO_SOURCE : text(funds.map(({ nameVi }) => nameVi).join("; "));
}

function notesOf(facts: ReportFacts): string[] {
  const counts = sharedPlays(facts);
  const shared = facts.programmes.flatMap(({ code, nameVi, kind }) => {
    const completed = kind === "fund" ? 0 : (counts.get(code) ?? 0);
    return completed === 0 ? [] : [`${nameVi}: ${new Intl.NumberFormat("vi-VN").format(completed)} lượt`];
  });
  const notes = ["Mỗi lượt phát chỉ tính một lần, vào chương trình chính của nội dung."];
  if (shared.length > 0) notes.push(`Trong đó dùng chung, không cộng vào tổng: ${shared.join("; ")}.`);
  if (facts.late.length > 0)
    notes.push("Các dòng bổ sung kỳ trước là lượt phát nhận được sau khi khóa kỳ; không cộng vào tổng của kỳ này.");
  return notes;
}

/** Verified plays by each programme that an edition is tagged with and that is not its main one. */
function sharedPlays({ cells, sharing, programmes }: ReportFacts): ReadonlyMap<string, number> {
  const byVersion = new Map<FigureCell["version"], number>();
  for (const part of [cells, sharing]) {
    for (const { version, played } of part) {
      byVersion.set(version, (byVersion.get(version) ?? 0) + played.completed);
    }
  }
  const counts = new Map<string, number>();
  for (const [version, completed] of byVersion) {
    const main = mainProgramme(version, programmes);
    for (const code of new Set(version.programmes)) {
      if (code !== main) counts.set(code, (counts.get(code) ?? 0) + completed);
    }
  }
  return counts;
}

/** The programme that a code is part of, or the code itself. */
export function rootOf(code: string, { programmes }: Pick<ReportFacts, "programmes">): string {
  const parents = new Map(programmes.map((one) => [one.code, one.parent]));
  let root = code;
  for (let parent = parents.get(root); parent != null; parent = parents.get(root)) root = parent;
  return root;
}

function nameOf(code: string, { programmes }: ReportFacts): string {
  return programmes.find((one) => one.code === code)?.nameVi ?? code;
}
