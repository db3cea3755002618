import type { ReportDocument, ReportRow, ReportTable } from "../../schemas/report-document.ts";
import { cellText, columnHead, instantVi, oneLine, printable, tableCaption, tableNotes } from "./report-text.ts";
import { type TableLayout, tableLayout } from "./table-layout.ts";

/** Tables with more columns than this stand in the landscape appendix. */
const MOST_PORTRAIT_COLUMNS = 8;

export interface PrintedCell {
  readonly text: string;
  readonly align: "left" | "right" | "center";
}

export interface PrintedTable extends TableLayout {
  readonly kind: "table";
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly level: ReportRow["level"]; readonly cells: readonly PrintedCell[] }[];
  readonly notes: readonly string[];
}

export type PrintedBlock =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | PrintedTable;

/** All texts of a report in their places, ready to be set: what DOCX and PDF have in common. */
export interface PrintedReport {
  readonly parentAgency: string;
  readonly agency: string;
  readonly numberLine: string;
  readonly placeAndDate: string;
  readonly kindName: string;
  readonly subject: string;
  /** `(Báo cáo điều chỉnh lần 1)`; empty on the first. */
  readonly correction: string;
  readonly addressees: readonly string[];
  readonly legalBases: readonly string[];
  readonly blocks: readonly PrintedBlock[];
  readonly closing: string;
  /** Lines under `Nơi nhận:`. */
  readonly recipients: readonly string[];
  readonly signerTitles: readonly string[];
  /** Absent where no table is too wide for the text. */
  readonly appendix: { readonly title: string; readonly reference: string; readonly tables: PrintedTable[] } | null;
  readonly evidence: string;
}

const DOTS = "……………………";

/** The texts of a report as printed. Every table is printed once: in its section, or in the appendix when it is wide. */
export function printedReport(document: ReportDocument): PrintedReport {
  const { frame, evidence } = document;
  const byId = new Map(document.tables.map((table) => [table.id, table]));
  const wide = document.tables.filter(isWide);
  return {
    parentAgency: orDots(frame.parentAgency).toLocaleUpperCase("vi"),
    agency: orDots(frame.agency).toLocaleUpperCase("vi"),
    numberLine: `Số: ${numberText(document, "      ")}`,
    placeAndDate: `${orDots(frame.place)}, ${dateLine(frame.signedOn)}`,
    kindName: document.kind === "certificate" ? "PHIẾU XÁC NHẬN PHÁT" : "BÁO CÁO",
    subject: oneLine(document.subject),
    correction: document.correction === null ? "" : `(Báo cáo điều chỉnh lần ${document.correction})`,
    addressees: frame.addressees.map(oneLine),
    legalBases: frame.legalBases.map((base, index) => ended(base, index === frame.legalBases.length - 1 ? "." : ";")),
    blocks: [...document.sections.flatMap((section) => blocks(section, byId)), ...unplaced(document)],
    closing: oneLine(document.closing),
    recipients: recipients(document),
    signerTitles: frame.signerTitles.map((title) => oneLine(title).toLocaleUpperCase("vi")),
    appendix:
      wide.length === 0
        ? null
        : {
            title: "SỐ LIỆU CHI TIẾT",
            reference: reference(document),
            tables: wide.map((table) => printedTable(table)),
          },
    evidence:
      `Số liệu đến ${instantVi(evidence.untilMs)}, theo các bản ghi nhận được đến ${instantVi(evidence.untilReceivedMs)}. ` +
      `Mã băm số liệu: ${evidence.tablesSha256}.`,
  };
}

function blocks(section: ReportDocument["sections"][number], byId: Map<string, ReportTable>): PrintedBlock[] {
  const tables = section.tableIds.flatMap((id) => byId.get(id) ?? []);
  const upper = section.level === 1;
  const heading = oneLine(section.heading);
  return [
    { kind: "heading", level: section.level, text: upper ? heading.toLocaleUpperCase("vi") : heading },
    ...section.paragraphs
      .flatMap((text) => printable(text).split("\n"))
      .filter((text) => text.trim() !== "")
      .map((text): PrintedBlock => ({ kind: "paragraph", text: oneLine(text) })),
    ...tables.map(
      (table): PrintedBlock =>
        isWide(table)
          ? {
              kind: "paragraph",
              text: `${isOfWords(table) ? "Xem" : "Số liệu tại"} Bảng ${table.number}, Phụ lục kèm theo.`,
            }
          : printedTable(table),
    ),
  ];
}

/** Tables that no section names are printed after the text, not lost. */
function unplaced(document: ReportDocument): PrintedBlock[] {
  const placed = new Set(document.sections.flatMap((section) => section.tableIds));
  return document.tables.filter((table) => !placed.has(table.id) && !isWide(table)).map((table) => printedTable(table));
}

/** What has no room upright, and explanations, which are read beside the text. */
function isWide(table: ReportTable): boolean {
  return table.columns.length > MOST_PORTRAIT_COLUMNS || isOfWords(table);
}

function isOfWords({ columns }: ReportTable): boolean {
  return columns.every(({ basis }) => basis === null);
}

function printedTable(table: ReportTable): PrintedTable {
  const heads = table.columns.map(columnHead);
  const rows = table.rows.map((row) => ({
    level: row.level,
    cells: row.cells.map((cell, place): PrintedCell => {
      const column = table.columns[place];
      const isFigure = cell.kind === "number" || cell.kind === "share";
      const isShort = column?.key === "stt" || cell.kind === "date" || cell.kind === "instant";
      return { text: cellText(cell, column), align: isShort ? "center" : isFigure ? "right" : "left" };
    }),
  }));
  const texts = rows.map((row) => row.cells.map((cell) => cell.text));
  return {
    kind: "table",
    caption: tableCaption(table),
    heads,
    rows,
    notes: tableNotes(table),
    ...tableLayout(heads, texts, isWide(table)),
  };
}

function recipients({ frame }: ReportDocument): string[] {
  const named = frame.addressees.length > 0 ? ["Như trên", ...frame.recipients] : frame.recipients;
  return [...named.map((name) => `- ${ended(name, ";")}`), `- Lưu: VT, ${oneLine(frame.draftingUnit) || "…"}.`];
}

function reference(document: ReportDocument): string {
  const { frame } = document;
  const kind = document.kind === "certificate" ? "Phiếu xác nhận" : "Báo cáo";
  return `(Kèm theo ${kind} số ${numberText(document, "……")} ${dateLine(frame.signedOn)} của ${orDots(frame.agency)})`;
}

/** A certificate is none of the kinds of document that have letters of their own. */
function numberText({ frame, kind }: ReportDocument, open: string): string {
  const number = frame.number === null ? open : String(frame.number).padStart(2, "0");
  return `${number}/${kind === "certificate" ? "" : "BC-"}${oneLine(frame.symbol) || "…"}`;
}

/** Days under 10 and months 1 and 2 are led by a zero. */
function dateLine(date: string | null): string {
  const [year = "…", month = "…", day = "…"] = date?.split("-") ?? [];
  return `ngày ${day} tháng ${Number(month) >= 3 ? String(Number(month)) : month} năm ${year}`;
}

function ended(text: string, mark: string): string {
  return `${oneLine(text).replace(/[\s;.]+$/u, "")}${mark}`;
}

function orDots(text: string): string {
  return oneLine(text) === "" ? DOTS : oneLine(text);
}
