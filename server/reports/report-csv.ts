import type { MonthlyReport, ReportPart } from "../services/reports/monthly-report.ts";
import { type CsvCell, csvFile } from "./csv.ts";
import { FIGURE_COLUMNS, instantVi, NO_RECORD, type ReportLine, screenLines, storyLines } from "./report-rows.ts";

const LABELS = ["Phần", "Bảng", "Chương trình", "Tháng", "Điểm", "Cụm", "Màn hình", "Tin bài", "Ngôn ngữ"];

/** The monthly report as one table for a spreadsheet: a line for each screen and language, each story, and the sums. */
export function reportCsv(report: MonthlyReport): string {
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
