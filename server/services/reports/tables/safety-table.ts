import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { type DraftRow, instant, layTable, minutes, NO_SOURCE, text, unknown } from "../report-cells.ts";
import type { AlarmFacts, RecallFacts, ReportFacts } from "../report-facts.ts";

const ALARMS: Readonly<Record<string, string>> = {
  conflict: "Hai bản ghi phát khác nhau cùng một số: thiết bị có thể đã bị sao chép",
  "broken-chain": "Chuỗi bản ghi phát bị đứt",
  "bad-signature": "Nhật ký phát có chữ ký sai",
};

/** What was taken off the screens, and what in a player's log may mean that someone meddled with it; oldest first. */
export function safetyTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const entries = [
    ...facts.recalls.map((recall) => ({ atMs: recall.withdrawnAtMs, row: recallRow(recall) })),
    ...facts.alarms
      .filter(({ kind }) => ALARMS[kind] !== undefined)
      .map((alarm) => ({ atMs: alarm.atMs, row: alarmRow(alarm, facts) })),
  ].sort((one, other) => one.atMs - other.atMs);
  return layTable(
    template,
    number,
    entries.map(({ row }) => row),
    entries.length === 0 ? ["Trong kỳ không có sự cố được ghi nhận."] : [],
  );
}

function recallRow({ withdrawnAtMs, title, reason, confirmedAtMs }: RecallFacts): DraftRow {
  const why = reason === "" ? "" : `: ${reason}`;
  return {
    level: "row",
    cells: {
      time: instant(withdrawnAtMs),
      cluster: text("Toàn hệ thống"),
      event: text(`Thu hồi “${title}”${why}`),
      action: text("Gỡ khỏi mọi màn hình"),
      duration: confirmedAtMs === null ? unknown("còn màn hình chưa xác nhận") : minutes(confirmedAtMs - withdrawnAtMs),
      reported: NO_SOURCE,
    },
  };
}

function alarmRow({ atMs, kind, screenId }: AlarmFacts, { places }: ReportFacts): DraftRow {
  const place = places.find((one) => one.screen_id === screenId);
  return {
    level: "row",
    cells: {
      time: instant(atMs),
      cluster: place === undefined ? NO_SOURCE : text(`${place.cluster_name}, ${place.site_name_vi}`),
      event: text(ALARMS[kind] ?? kind),
      action: text("Giữ nguyên bản ghi đã có, từ chối bản ghi lạ"),
      duration: NO_SOURCE,
      reported: NO_SOURCE,
    },
  };
}
