import { figureOf, type ReportCell, type ReportColumn, type ReportTable } from "../../schemas/report-document.ts";

/** Stands where nothing measures a figure yet, so that nobody reads it as zero. */
export const NO_SOURCE = "chưa có nguồn số liệu";
/** Follows a figure that a person declared. */
export const DECLARED_MARK = "(*)";
/** Under each table that holds a declared figure. */
export const DECLARED_NOTE = `${DECLARED_MARK} do đơn vị tự khai`;
const ESTIMATED_MARK = "(ước tính)";
const PPM_PER_PERCENT = 10_000;

const formats = [0, 1, 2, 3].map(
  (digits) =>
    new Intl.NumberFormat("vi-VN", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: "negative",
    }),
);

/** `1.234,5`: grouped by points, a comma before the given digits, never a minus before zero. */
export function numberVi(value: number, digits: number): string {
  return (formats[digits] ?? formats[0])?.format(value) ?? String(value);
}

/** `98,3%`, one decimal. Under a head that says % the sign is left out. */
export function shareVi(ppm: number, isUnderPercent: boolean): string {
  return `${numberVi(ppm / PPM_PER_PERCENT, 1)}${isUnderPercent ? "" : "%"}`;
}

/** `05/11/2026`. */
export function dateVi(date: string): string {
  return date.split("-").reverse().join("/");
}

const instants = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Ho_Chi_Minh",
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** `21/11/2026 09:00` in the reports' zone. */
export function instantVi(atMs: number): string {
  return instants.format(atMs).replace(", ", " ");
}

/** A cell as every format prints it. Nothing measured is ever printed as 0, and what was declared is marked. */
export function cellText(cell: ReportCell, column?: ReportColumn): string {
  switch (cell.kind) {
    case "text":
      return oneLine(cell.text);
    case "number":
      return declared(numberVi(figureOf(cell), cell.digits), cell.isDeclared);
    case "share":
      return declared(shareVi(cell.ppm, column?.unit === "%"), cell.isDeclared);
    case "date":
      return dateVi(cell.date);
    case "instant":
      return instantVi(cell.atMs);
    case "no-source":
      return NO_SOURCE;
    case "unknown":
      return oneLine(cell.why);
    case "blank":
      return "";
  }
}

/** Label, unit and mark of a column: `Lượt tiếp cận (lượt) (ước tính)`. */
export function columnHead(column: ReportColumn): string {
  const marks = [
    column.unit === null ? "" : `(${column.unit})`,
    column.basis === "estimated" ? ESTIMATED_MARK : "",
    column.basis === "declared" ? DECLARED_MARK : "",
  ];
  return oneLine([column.label, ...marks].filter((mark) => mark !== "").join(" "));
}

/** What stands under a table: its own notes, then the meaning of the marks in it. */
export function tableNotes(table: ReportTable): string[] {
  return [...table.notes.map(oneLine), ...(holdsDeclared(table) ? [DECLARED_NOTE] : [])];
}

/** `Bảng 3. Kết quả phát theo ngôn ngữ`. */
export function tableCaption(table: ReportTable): string {
  return `Bảng ${table.number}. ${oneLine(table.title)}`;
}

/** NFC text that XML, PDF and spreadsheets can hold: no control or direction characters, no half characters. */
export function printable(text: string): string {
  return (
    text
      .normalize("NFC")
      .replace(/\r\n?/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, "")
      .replace(/\p{Surrogate}/gu, "")
  );
}

/** `printable`, with line breaks and tabs as spaces. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s*[\n\t]\s*/g, " ");
}

function declared(text: string, isDeclared: boolean | undefined): string {
  return isDeclared === true ? `${text} ${DECLARED_MARK}` : text;
}

function holdsDeclared(table: ReportTable): boolean {
  if (table.columns.some((column) => column.basis === "declared")) return true;
  return table.rows.some((row) => row.cells.some((cell) => "isDeclared" in cell && cell.isDeclared === true));
}
