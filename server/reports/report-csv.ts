import type { MonthlyReport, ReportPart } from "../services/reports/monthly-report.ts";
import type { SiteOpening } from "../services/reports/opening-airtime.ts";
import { type CsvCell, csvFile } from "./csv.ts";
import {
  FIGURE_COLUMNS,
  NO_RECORD,
  OPENING_COLUMNS,
  openingLines,
  type ReportLine,
  screenLines,
  storyLines,
} from "./report-rows.ts";
import { instantVi } from "./report-text.ts";

const LABELS = ["Phần", "Bảng", "Chương trình", "Tháng", "Điểm", "Cụm", "Màn hình", "Tin bài", "Ngôn ngữ"];

/**
 * The monthly report as one table for a spreadsheet: a line for each screen and language, each story, and the sums; then
 * a line for each site's operating hours, whose figures name themselves.
 */
export function reportCsv(report: MonthlyReport, openings: readonly SiteOpening[]): string {
  const head = [...LABELS, ...FIGURE_COLUMNS.map((column) => `${column.labelVi} (${column.unit})`)];
  const about: CsvCell[] = [
    "Lập lúc",
    instantVi(report.queriedAtMs),
    "Số liệu đến",
    instantVi(report.untilMs),
    "Mã băm",
    report.sha256,
  ];
  return csvFile([
    head,
    ...partRows(report, "Chương trình chính", report.main),
    ...partRows(report, "Trong đó dùng chung", report.shared),
    ...openingLines(openings).map(({ siteName, hours }): CsvCell[] => [
      "Giờ hoạt động",
      "Theo điểm",
      "",
      report.month,
      siteName,
      ...OPENING_COLUMNS.flatMap((label, index): CsvCell[] => [`${label} (giờ)`, hours[index] ?? 0]),
    ]),
    about,
  ]);
}

function partRows(report: MonthlyReport, name: string, part: ReportPart): CsvCell[][] {
  const lead = (table: string) => [name, table, report.programme.code, report.month];
  const figures = (line: ReportLine["figures"]) => FIGURE_COLUMNS.map((column) => column.read(line) ?? NO_RECORD);
  return [
    ...screenLines(part).map(({ labels: [site = "", cluster = "", screen = "", language = ""], figures: row }) => [
      ...lead("Theo màn hình"),
      site,
      cluster,
      screen,
      "",
      language,
      ...figures(row),
    ]),
    ...storyLines(part).map(({ labels: [title = "", languages = ""], figures: row }) => [
      ...lead("Theo tin bài"),
      "",
      "",
      "",
      title,
      languages,
      ...figures(row),
    ]),
    [...lead("Tổng cộng"), "", "", "", "", "", ...figures(part.total)],
  ];
}
