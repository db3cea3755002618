import writeXlsxFile, { type CellObject, type Row, type Sheet } from "write-excel-file/node";
import { figureOf, type ReportCell, type ReportDocument, type ReportTable } from "../../schemas/report-document.ts";
import { repacked } from "./fixed-zip.ts";
import { columnHead, dateVi, instantVi, NO_SOURCE, oneLine, tableCaption, tableNotes } from "./report-text.ts";

const PPM = 1_000_000;
const NUMBER_FORMATS = ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"] as const;
const SHARE_FORMAT = "0.0%";
const DATE_FORMAT = "dd/mm/yyyy";
const INSTANT_FORMAT = "dd/mm/yyyy hh:mm";
/** Spreadsheets know no zones: instants stand as they read on a clock in Viet Nam. */
const ZONE_OFFSET_MS = 7 * 3_600_000;
const [NARROW, WIDE] = [9, 46];
const FONT = { fontFamily: "Times New Roman", fontSize: 11 };

/**
 * The report as a workbook: a sheet on what it is and rests on, then one for each table with real numbers and dates under
 * a head that stays. Texts are texts, whatever they begin with; no cell is a formula. The same document gives the same
 * bytes.
 */
export async function documentXlsx(document: ReportDocument): Promise<Buffer> {
  const sheets = [aboutSheet(document), ...document.tables.map(tableSheet)];
  const packed = await writeXlsxFile(sheets, FONT).toBuffer();
  return repacked(packed, (_, xml) => xml);
}

function aboutSheet(document: ReportDocument): Sheet<never> {
  const { frame, period, evidence } = document;
  const rows: Row[] = [
    [bold("Báo cáo"), label(document.subject)],
    [bold("Cơ quan"), label(frame.agency)],
    [bold("Số"), frame.number === null ? label("") : number(frame.number, 0)],
    [bold("Ngày ký"), frame.signedOn === null ? label("") : date(frame.signedOn)],
    [bold("Từ ngày"), date(period.fromDate)],
    [bold("Đến ngày"), date(period.toDate)],
    [bold("Báo cáo điều chỉnh lần"), document.correction === null ? label("") : number(document.correction, 0)],
    [bold("Số liệu đến"), instant(evidence.untilMs)],
    [bold("Bản ghi nhận được đến"), instant(evidence.untilReceivedMs)],
    [bold("Số bản ghi phát"), number(evidence.records, 0)],
    [bold("Mã băm số liệu"), label(evidence.tablesSha256)],
    [],
    [bold("Bảng"), bold("Cột"), bold("Cách tính")],
    ...document.tables.flatMap((table) =>
      table.columns
        .filter((column) => column.formula !== null)
        .map((column): Row => [label(`Bảng ${table.number}`), label(columnHead(column)), label(column.formula ?? "")]),
    ),
  ];
  return { sheet: "Thông tin", data: rows, columns: [{ width: 26 }, { width: 60 }, { width: 60 }] };
}

function tableSheet(table: ReportTable): Sheet<never> {
  const heads = table.columns.map(
    (column): CellObject => ({ ...bold(columnHead(column)), align: "center", wrap: true }),
  );
  const rows = table.rows.map(
    (row): Row =>
      row.cells.map((cell) => {
        const written = cellObject(cell);
        if (written === null) return null;
        if (row.level === "group" || row.level === "total") return { ...written, fontWeight: "bold" };
        return row.level === "part" ? { ...written, fontStyle: "italic" } : written;
      }),
  );
  return {
    sheet: `Bảng ${table.number}`,
    data: [[bold(tableCaption(table))], heads, ...rows, ...tableNotes(table).map((note): Row => [label(note)])],
    columns: table.columns.map((column, place) => ({ width: width(table, place, columnHead(column)) })),
    stickyRowsCount: 2,
    ...(table.columns.length > 8 ? { orientation: "landscape" as const } : {}),
  };
}

/** What a person declared stays a number; its mark is in the number's format. */
function cellObject(cell: ReportCell): CellObject | null {
  switch (cell.kind) {
    case "text":
      return { ...label(cell.text), wrap: true };
    case "number":
      return marked(number(figureOf(cell), cell.digits), cell.isDeclared);
    case "share":
      return marked({ type: Number, value: cell.ppm / PPM || 0, format: SHARE_FORMAT }, cell.isDeclared);
    case "date":
      return date(cell.date);
    case "instant":
      return instant(cell.atMs);
    case "no-source":
      return label(NO_SOURCE);
    case "unknown":
      return label(cell.why);
    case "blank":
      return null;
  }
}

function number(value: number, digits: number): CellObject {
  return { type: Number, value: value || 0, format: NUMBER_FORMATS[digits] ?? NUMBER_FORMATS[0] };
}

function marked(cell: CellObject, isDeclared: boolean | undefined): CellObject {
  return isDeclared === true ? { ...cell, format: `${cell.format}" (*)"` } : cell;
}

function date(civil: string): CellObject {
  return { type: Date, value: new Date(`${civil}T00:00:00Z`), format: DATE_FORMAT };
}

function instant(atMs: number): CellObject {
  // To the minute, as it is printed.
  const shown = Math.floor((atMs + ZONE_OFFSET_MS) / 60_000) * 60_000;
  return { type: Date, value: new Date(shown), format: INSTANT_FORMAT };
}

function label(text: string): CellObject {
  return { type: String, value: oneLine(text) };
}

function bold(text: string): CellObject {
  return { ...label(text), fontWeight: "bold" };
}

function width(table: ReportTable, place: number, head: string): number {
  const longest = table.rows.reduce((most, row) => Math.max(most, cellLength(row.cells[place])), head.length / 2.5);
  return Math.min(WIDE, Math.max(NARROW, Math.ceil(longest) + 2));
}

function cellLength(cell: ReportCell | undefined): number {
  if (cell === undefined) return 0;
  if (cell.kind === "text") return cell.text.length;
  if (cell.kind === "date") return dateVi(cell.date).length;
  if (cell.kind === "instant") return instantVi(cell.atMs).length;
  if (cell.kind === "no-source") return NO_SOURCE.length;
  return cell.kind === "unknown" ? cell.why.length : NARROW;
}
