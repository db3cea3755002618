import {
  AlignmentType,
  Document,
  type FileChild,
  Header,
  type ISectionOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import type { MonthlyReport, ReportFigures, ReportPart } from "../services/reports/monthly-report.ts";
import type { SiteOpening } from "../services/reports/opening-airtime.ts";
import { closing, opening, orDots, type ReportHead } from "./official-letter.ts";
import { BODY_SIZE, bodyText, type DataColumn, dataTable, FONT, line, rule, twips } from "./official-parts.ts";
import {
  FIGURE_COLUMNS,
  monthVi,
  NO_RECORD,
  OPENING_COLUMNS,
  openingLines,
  type ReportLine,
  screenLines,
  storyLines,
} from "./report-rows.ts";
import { instantVi } from "./report-text.ts";

const layout = readDecree30Layout();
const NUMBERS = new Intl.NumberFormat("vi-VN");

/**
 * The monthly report as an official document (Decree 30/2020/NĐ-CP): A4, Times New Roman, national head, numbered
 * tables with repeated head rows, the wide ones in a landscape appendix, place for a signature left blank. It signs
 * nothing and fills in nobody's name. Same input, same content.
 */
export async function reportDocx(
  report: MonthlyReport,
  head: ReportHead,
  openings: readonly SiteOpening[],
): Promise<Buffer> {
  const subject = `Kết quả phát nội dung thuộc ${report.programme.nameVi} trên các cụm thông tin điện tử ${monthVi(report)}`;
  const document = new Document({
    title: `Báo cáo ${subject}`,
    creator: head.letterhead.agency,
    styles: {
      default: { document: { run: { font: FONT, size: BODY_SIZE, language: { value: layout.font.language } } } },
    },
    sections: [
      section(false, [...opening(head, subject), ...body(report, head), ...closing(head, subject)]),
      section(true, appendix(report, head, openings)),
    ],
  });
  return Packer.toBuffer(document);
}

/** Page numbers centred in the top margin, not on a part's first page; the appendix counts its own. */
function section(landscape: boolean, children: FileChild[]): ISectionOptions {
  const { marginMm, widthMm, heightMm } = layout.page;
  const sizePt = layout.pageNumber.sizePt.min;
  const number = new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], font: FONT, size: sizePt * 2 })],
  });
  return {
    properties: {
      titlePage: true,
      page: {
        size: {
          width: twips(widthMm),
          height: twips(heightMm),
          orientation: landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: twips(marginMm.top),
          bottom: twips(marginMm.bottom),
          left: twips(landscape ? marginMm.top : marginMm.left),
          right: twips(landscape ? marginMm.bottom : marginMm.right),
          header: twips(10),
        },
        pageNumbers: { start: 1 },
      },
    },
    headers: { default: new Header({ children: [number] }), first: new Header({ children: [new Paragraph({})] }) },
    children,
  };
}

function body(report: MonthlyReport, { letterhead }: ReportHead): FileChild[] {
  const reached = report.untilMs < report.toMs ? ` Số liệu tính đến ${instantVi(report.untilMs)}.` : "";
  const agency = letterhead.agency || "đơn vị";
  const missing = report.screensWithoutRecords;
  return [
    bodyText("I. TÌNH HÌNH CHUNG", { bold: true, keepNext: true }),
    bodyText(
      `Trong ${monthVi(report)}, ${agency} quản lý, vận hành ${report.screens} màn hình; ${report.main.stories.length} tin bài thuộc ${report.programme.nameVi} có trong kế hoạch phát hoặc đã phát.${reached}`,
    ),
    bodyText(
      missing === 0
        ? "Tất cả màn hình đều có bản ghi phát trong kỳ."
        : `${missing} màn hình chưa có bản ghi phát trong kỳ; các dòng tương ứng ghi “${NO_RECORD}”, không tính là số không.`,
    ),
    bodyText("II. KẾT QUẢ THỰC HIỆN", { bold: true, keepNext: true }),
    line("Bảng 1. Tổng hợp lượt phát và thời lượng", {
      bold: true,
      sizePt: 13,
      spacing: { before: 120, after: 60 },
      keepNext: true,
    }),
    dataTable(
      [
        { label: "STT", widthMm: 12, numeric: false },
        { label: "Chỉ tiêu", widthMm: 66, numeric: false },
        { label: "Đơn vị", widthMm: 18, numeric: false },
        { label: "Chương trình chính", widthMm: 34, numeric: true },
        { label: "Trong đó dùng chung", widthMm: 35, numeric: true },
      ],
      FIGURE_COLUMNS.map((column, index) => [
        String(index + 1),
        column.labelVi,
        column.unit,
        figureText(column.read(report.main.total)),
        figureText(column.read(report.shared.total)),
      ]),
      false,
    ),
    bodyText(
      "Ghi chú: lượt hoàn thành là lượt phát đủ ít nhất 95 % thời lượng; lượt chưa rõ trạng thái màn hình, bị cắt và bị gián đoạn được ghi ở cột riêng, không cộng vào lượt đã xác minh. Cột “dùng chung” là nội dung có chương trình chính khác, không cộng vào tổng.",
      { sizePt: 12, italic: true },
    ),
    bodyText("Số liệu chi tiết theo màn hình, ngôn ngữ và tin bài tại Phụ lục kèm theo."),
    bodyText("III. ĐÁNH GIÁ", { bold: true, keepNext: true }),
    bodyText("1. Ưu điểm: ……"),
    bodyText("2. Tồn tại, hạn chế, nguyên nhân: ……"),
    bodyText("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI", { bold: true, keepNext: true }),
    bodyText("……"),
    bodyText("V. KHÓ KHĂN, VƯỚNG MẮC, ĐỀ XUẤT, KIẾN NGHỊ", { bold: true, keepNext: true }),
    bodyText("……"),
  ];
}

function appendix(
  report: MonthlyReport,
  { letterhead, number }: ReportHead,
  openings: readonly SiteOpening[],
): FileChild[] {
  const reference = `(Kèm theo Báo cáo số ${number === null ? "……" : String(number).padStart(2, "0")}/BC-${letterhead.symbol || "…"} của ${orDots(letterhead.agency)})`;
  const tables = [
    {
      title: "Kết quả theo màn hình và ngôn ngữ",
      labels: PLACE_COLUMNS,
      lines: screenLines(report.main),
      part: report.main,
    },
    { title: "Kết quả theo tin bài", labels: STORY_COLUMNS, lines: storyLines(report.main), part: report.main },
    {
      title: "Trong đó dùng chung: theo màn hình và ngôn ngữ",
      labels: PLACE_COLUMNS,
      lines: screenLines(report.shared),
      part: report.shared,
    },
    {
      title: "Trong đó dùng chung: theo tin bài",
      labels: STORY_COLUMNS,
      lines: storyLines(report.shared),
      part: report.shared,
    },
  ];
  const shown = tables.filter(({ lines, part }) => part === report.main || lines.length > 0);
  return [
    line("Phụ lục", { sizePt: 14, bold: true }),
    line("SỐ LIỆU CHI TIẾT", { sizePt: 14, bold: true }),
    line(reference, { sizePt: 14, italic: true }),
    rule(layout.page.heightMm - layout.page.marginMm.top - layout.page.marginMm.bottom, 0.3),
    ...shown.flatMap(({ title, labels, lines, part }, index) => [
      line(`Bảng ${index + 2}. ${title}`, {
        bold: true,
        sizePt: 13,
        spacing: { before: 200, after: 60 },
        keepNext: true,
      }),
      figureTable(labels, lines, part.total),
    ]),
    ...(openings.length === 0 ? [] : openingTable(openings, shown.length + 2)),
    bodyText(
      `Lập lúc ${instantVi(report.queriedAtMs)}, số liệu đến ${instantVi(report.untilMs)}. Mã băm số liệu: ${report.sha256}.`,
      {
        sizePt: 11,
      },
    ),
  ];
}

const PLACE_COLUMNS: readonly DataColumn[] = [
  { label: "Điểm", widthMm: 34, numeric: false },
  { label: "Cụm", widthMm: 26, numeric: false },
  { label: "Màn hình", widthMm: 26, numeric: false },
  { label: "Ngôn ngữ", widthMm: 22, numeric: false },
];
const STORY_COLUMNS: readonly DataColumn[] = [
  { label: "Tin bài", widthMm: 76, numeric: false },
  { label: "Ngôn ngữ", widthMm: 32, numeric: false },
];

function figureTable(labels: readonly DataColumn[], lines: readonly ReportLine[], total: ReportPart["total"]) {
  const columns: DataColumn[] = [
    { label: "STT", widthMm: 11, numeric: false },
    ...labels,
    ...FIGURE_COLUMNS.map(({ labelVi, unit }) => ({ label: `${labelVi} (${unit})`, widthMm: 17.2, numeric: true })),
  ];
  const cells = (figures: ReportFigures) => FIGURE_COLUMNS.map((column) => figureText(column.read(figures)));
  return dataTable(
    columns,
    [
      ...lines.map((one, index) => [String(index + 1), ...one.labels, ...cells(one.figures)]),
      ["", "Tổng cộng", ...labels.slice(1).map(() => ""), ...cells(total)],
    ],
    true,
  );
}

function openingTable(openings: readonly SiteOpening[], number: number): FileChild[] {
  const columns: DataColumn[] = [
    { label: "STT", widthMm: 11, numeric: false },
    { label: "Điểm", widthMm: 76, numeric: false },
    ...OPENING_COLUMNS.map((label) => ({ label: `${label} (giờ)`, widthMm: 50, numeric: true })),
  ];
  const rows = openingLines(openings).map(({ siteName, hours }, index) => [
    String(index + 1),
    siteName,
    ...hours.map((one) => NUMBERS.format(one)),
  ]);
  return [
    line(`Bảng ${number}. Giờ hoạt động và thời lượng kế hoạch`, {
      bold: true,
      sizePt: 13,
      spacing: { before: 200, after: 60 },
      keepNext: true,
    }),
    dataTable(columns, rows, false),
  ];
}

function figureText(figure: number | null): string {
  return figure === null ? NO_RECORD : NUMBERS.format(figure);
}
