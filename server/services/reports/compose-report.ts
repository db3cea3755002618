import { readReportTemplates } from "../../../schemas/reference/reference-data.ts";
import type { ReportTemplates, TableTemplate } from "../../../schemas/reference/report-templates.ts";
import type {
  ReportCell,
  ReportDocument,
  ReportFrame,
  ReportKind,
  ReportSection,
  ReportTable,
} from "../../../schemas/report-document.ts";
import { startTurns, type Turns } from "../../turns.ts";
import { parseDocument, tablesSha256 } from "./document-in-turns.ts";
import { fillReached } from "./fill-reached.ts";
import { type HandCells, overlayHandCells } from "./hand-cells.ts";
import { hasRecords } from "./played-figures.ts";
import type { CellsByKey } from "./report-cells.ts";
import type { ReportFacts } from "./report-facts.ts";
import { clustersTable } from "./tables/clusters-table.ts";
import { comparisonTable } from "./tables/comparison-table.ts";
import { handTable } from "./tables/hand-table.ts";
import { hoursTable } from "./tables/hours-table.ts";
import { formulasTable, indicatorsTable } from "./tables/indicators-table.ts";
import { languagesTable } from "./tables/languages-table.ts";
import { programmesTable } from "./tables/programmes-table.ts";
import { safetyTable } from "./tables/safety-table.ts";
import { screensTable } from "./tables/screens-table.ts";
import { sourcesTable } from "./tables/sources-table.ts";
import { storiesTable } from "./tables/stories-table.ts";
import { sumCells } from "./tables/sum-cells.ts";
import { themesTable } from "./tables/themes-table.ts";
import { viewersTable } from "./tables/viewers-table.ts";

const templates: ReportTemplates = readReportTemplates();
const NUMBERS = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });

/** A table whose rows are of the order of screens or stories rests between them. */
type MakeTable = (
  template: TableTemplate,
  number: number,
  facts: ReportFacts,
  turns: Turns,
) => ReportTable | Promise<ReportTable>;

const MEASURED: Readonly<Record<string, MakeTable>> = {
  B1: clustersTable,
  B2: programmesTable,
  B3: languagesTable,
  B4: themesTable,
  B5: viewersTable,
  B6: sourcesTable,
  B8: safetyTable,
  B11: comparisonTable,
  B13: indicatorsTable,
  B14: formulasTable,
  B15: screensTable,
  B16: storiesTable,
  B17: hoursTable,
};

/** What a report says beside its figures. */
export interface ReportWords {
  readonly kind: Exclude<ReportKind, "certificate">;
  readonly periodName: string;
  readonly nextPeriodName: string;
  readonly programmeName: string | null;
  readonly correction: number | null;
  readonly frame: ReportFrame;
  /** By section; one without a text is left to be filled in. */
  readonly texts: ReadonlyMap<string, string>;
  readonly handCells: HandCells;
}

/** Makes the report of these facts, while others have their turn. The same facts and words give the same document. */
export async function composeReport(facts: ReportFacts, words: ReportWords): Promise<ReportDocument> {
  const report = templates.reports.find(({ kind }) => kind === words.kind);
  if (report === undefined) throw new Error(`No report ${words.kind} is laid out.`);
  const tables: ReportTable[] = [];
  for (const id of report.tables) tables.push(await makeTable(id, tables.length + 1, facts, words.handCells));
  const turns = startTurns();
  await turns.rest();
  const sections = sectionsOf(tables, facts, words);
  await turns.rest();
  const document: ReportDocument = {
    type: "report",
    kind: words.kind,
    subject: fill(report.subject, words),
    period: { fromDate: facts.span.fromDate, toDate: facts.span.toDate, name: words.periodName },
    correction: words.correction,
    frame: words.frame,
    sections,
    tables,
    closing: `Trên đây là báo cáo ${lowerFirst(fill(report.subject, words))}, ${words.frame.agency || "đơn vị"} trân trọng báo cáo./.`,
    evidence: {
      untilReceivedMs: facts.untilReceivedMs,
      untilMs: facts.untilMs,
      records: facts.records,
      tablesSha256: await tablesSha256(tables),
    },
  };
  return parseDocument(document);
}

/** The layout of one table. */
export function tableTemplate(id: string): TableTemplate {
  const template = templates.tables.find((one) => one.id === id);
  if (template === undefined) throw new Error(`No table ${id} is laid out.`);
  return template;
}

async function makeTable(id: string, number: number, facts: ReportFacts, handCells: HandCells): Promise<ReportTable> {
  const turns = startTurns();
  const template = tableTemplate(id);
  const measured = MEASURED[id];
  const table =
    measured === undefined
      ? handTable(template, number, handRows(template, handCells))
      : await measured(template, number, facts, turns);
  await turns.rest();
  return fillReached(overlayHandCells(table, handCells));
}

/** Rows that people have written into a table that nothing fills, in the order of their keys. */
function handRows({ id }: TableTemplate, handCells: HandCells): CellsByKey[] {
  const rows = [...(handCells.get(id) ?? new Map<string, ReadonlyMap<string, ReportCell>>())];
  return rows.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cells]) => Object.fromEntries(cells));
}

function sectionsOf(tables: readonly ReportTable[], facts: ReportFacts, words: ReportWords): ReportSection[] {
  const has = new Set(tables.map(({ id }) => id));
  const sections: ReportSection[] = [];
  let running = 0;
  for (const section of templates.sections) {
    const tableIds = section.tables.filter((id) => has.has(id));
    if (section.tables.length > 0 && tableIds.length === 0) continue;
    if (section.level === 1) running = 0;
    else running += 1;
    const said = section.key === null ? "" : (words.texts.get(section.key) ?? "");
    const own = section.key === null ? overview(section.heading, facts, words) : [];
    const left = section.key !== null && said === "" && tableIds.length === 0 ? ["……"] : [];
    sections.push({
      key: section.key,
      heading: section.level === 1 ? section.heading : `${running}. ${section.heading}`,
      level: section.level,
      paragraphs: [...own, ...said.split("\n").filter((line) => line.trim() !== ""), ...left],
      tableIds,
    });
  }
  return sections;
}

/** The system's own sentence on the period; figures that are not known are not in it. */
function overview(heading: string, facts: ReportFacts, { periodName, frame }: ReportWords): string[] {
  if (!heading.startsWith("I.")) return [];
  const sum = sumCells(facts.cells, facts);
  const clusters = new Set(facts.places.map(({ cluster_id }) => cluster_id)).size;
  const sites = new Set(facts.places.map(({ site_id }) => site_id)).size;
  const number = (value: number) => NUMBERS.format(value);
  const minutes = number(Math.round(sum.played.airtimeMs / 60_000));
  const rate = sum.planned === 0 ? "" : `, đạt ${number((sum.played.completed * 100) / sum.planned)} % kế hoạch`;
  const sentences = [
    `Trong ${periodName}, ${frame.agency || "đơn vị"} quản lý, vận hành ${number(clusters)} cụm thông tin điện tử tại ${number(sites)} điểm. Tổng số ${number(sum.editions.size)} sản phẩm bằng ${number(sum.languages.size)} ngôn ngữ được phát với ${number(sum.played.completed)} lượt, thời lượng ${minutes} phút${rate}.`,
  ];
  const recorded = new Set<string>();
  for (const { screenId, played } of facts.cells) if (hasRecords(played)) recorded.add(screenId);
  const silent = facts.places.filter(({ screen_id }) => !recorded.has(screen_id)).length;
  if (silent > 0) {
    sentences.push(
      `${number(silent)} trong ${number(facts.places.length)} màn hình chưa có bản ghi phát trong kỳ; điều đó không được tính là không phát.`,
    );
  }
  return sentences;
}

function fill(subject: string, { periodName, nextPeriodName, programmeName }: ReportWords): string {
  return subject
    .replace("{period}", periodName)
    .replace("{nextPeriod}", nextPeriodName)
    .replace("{programme}", programmeName ?? "");
}

function lowerFirst(sentence: string): string {
  return sentence.slice(0, 1).toLocaleLowerCase("vi") + sentence.slice(1);
}
