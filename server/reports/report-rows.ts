import type { MonthlyReport, ReportFigures, ReportPart } from "../services/reports/monthly-report.ts";
import type { SiteOpening } from "../services/reports/opening-airtime.ts";
import type { PlayedFigures } from "../services/reports/played-figures.ts";

/** Stands where nothing was recorded, so that nobody reads it as zero. */
export const NO_RECORD = "chưa có bản ghi";

/** A column of the report's tables: planned and each kind of recorded play apart. */
export interface FigureColumn {
  readonly labelVi: string;
  readonly unit: string;
  readonly read: (figures: ReportFigures) => number | null;
}

const played = (pick: (figures: PlayedFigures) => number) => (figures: ReportFigures) =>
  figures.played === null ? null : pick(figures.played);

/** In the order in which they are printed. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  { labelVi: "Lượt phát kế hoạch", unit: "lượt", read: (figures) => figures.planned },
  { labelVi: "Hoàn thành, màn hình sáng", unit: "lượt", read: played((one) => one.completed) },
  { labelVi: "Hoàn thành, chưa rõ màn hình", unit: "lượt", read: played((one) => one.completedPanelUnknown) },
  { labelVi: "Hoàn thành, màn hình tắt", unit: "lượt", read: played((one) => one.completedPanelOff) },
  { labelVi: "Bị cắt", unit: "lượt", read: played((one) => one.cut) },
  { labelVi: "Bị gián đoạn", unit: "lượt", read: played((one) => one.interrupted) },
  { labelVi: "Thời lượng đã xác minh", unit: "giây", read: played((one) => seconds(one.airtimeMs)) },
  { labelVi: "Thời lượng chưa rõ màn hình", unit: "giây", read: played((one) => seconds(one.airtimePanelUnknownMs)) },
];

/** One printed line: what it is about, and its figures. */
export interface ReportLine {
  readonly labels: readonly string[];
  readonly figures: ReportFigures;
}

/** Lines by screen and language. */
export function screenLines(part: ReportPart): ReportLine[] {
  return part.screens.map((row) => ({
    labels: [row.siteName, row.clusterName, row.screenName, row.language === null ? "" : row.languageName],
    figures: row,
  }));
}

/** Lines by story. */
export function storyLines(part: ReportPart): ReportLine[] {
  return part.stories.map((row) => ({ labels: [row.title, row.languages.join(", ")], figures: row }));
}

/** A site's hours in the period, and the airtime planned inside and outside them, all in hours. */
export interface OpeningLine {
  readonly siteName: string;
  readonly hours: readonly number[];
}

/** What the figures of an `OpeningLine` are. */
export const OPENING_COLUMNS = ["Mở cửa", "Kế hoạch phát trong giờ mở cửa", "Kế hoạch phát ngoài giờ mở cửa"] as const;

/** Lines by site, to one decimal. */
export function openingLines(openings: readonly SiteOpening[]): OpeningLine[] {
  const hours = (ms: number) => Math.round(ms / 360_000) / 10;
  return openings.map(({ names, openMs, planned }) => ({
    siteName: names.vi,
    hours: [hours(openMs), hours(planned.insideMs), hours(planned.outsideMs)],
  }));
}

/** `tháng 11 năm 2026`. */
export function monthVi(report: MonthlyReport): string {
  const [year = "", month = ""] = report.month.split("-");
  return `tháng ${month} năm ${year}`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
