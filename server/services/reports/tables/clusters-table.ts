import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportCell, ReportTable } from "../../../../schemas/report-document.ts";
import { addCauses, mainCause, type OutageCause } from "../../completeness/day-account.ts";
import { BLANK, type CellsByKey, count, hours, layTable, NO_SOURCE, share, text, unknown } from "../report-cells.ts";
import type { ClusterCompleteness, ReportFacts } from "../report-facts.ts";

const CAUSES: Readonly<Record<OutageCause, string>> = {
  blackout: "tắt theo lệnh",
  power: "mất nguồn hoặc máy không chạy",
  "panel-off": "tấm màn tắt",
  "no-manifest": "chưa có lịch phát",
  fault: "thiết bị báo lỗi",
  unexplained: "chưa rõ nguyên nhân",
};

const HOURS = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 1 });
const NO_HOURS = "không có giờ hoạt động trong kỳ";
const NOTES = {
  screens: "Cụm có nhiều màn hình: giờ hoạt động thực tế là trung bình các màn; số lần gián đoạn là tổng các màn.",
  unlit: (ms: number) =>
    `${HOURS.format(ms / 3_600_000)} giờ màn hình có nội dung nhưng không rõ tấm màn có sáng; không tính vào giờ hoạt động thực tế.`,
  waiting: (ms: number) =>
    `${HOURS.format(ms / 3_600_000)} giờ màn hình chưa đến hạn hoặc nhật ký phát chưa về; các cụm ấy chưa có số liệu.`,
};

/** Each cluster with a screen in use in the period: how long its gate was to be open, and how long it showed something. */
export function clustersTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const openings = new Map(facts.openings.map(({ clusterId, openMs }) => [clusterId, openMs]));
  const measured = new Map(facts.completeness.map((one) => [one.clusterId, one]));
  const clusters = new Map(facts.places.map((place) => [place.cluster_id, place]));
  const rows = [...clusters.values()].map((place) => {
    const openMs = openings.get(place.cluster_id) ?? 0;
    return {
      level: "row" as const,
      cells: {
        cluster: text(`${place.cluster_name}, ${place.site_name_vi}`),
        commune: communeOf(place.site_id, facts),
        operator: NO_SOURCE,
        h_plan: hours(openMs),
        ...measuredCells(measured.get(place.cluster_id), openMs),
      },
    };
  });
  const openMs = facts.openings.reduce((sum, one) => sum + one.openMs, 0);
  const total = {
    level: "total" as const,
    cells: { cluster: text("Tổng cộng"), h_plan: hours(openMs), ...totalCells(facts.completeness, openMs) },
  };
  return layTable(template, number, [...rows, total], notesOf(facts.completeness));
}

/** A site that stands at no gate we know is told by a person. */
function communeOf(siteId: string, { placeNames }: ReportFacts): ReportCell {
  const name = placeNames.get(siteId);
  return name === undefined ? NO_SOURCE : text(name);
}

/** The uptime of all clusters together, as in the table's last row. */
export function totalUptime(facts: Pick<ReportFacts, "openings" | "completeness">): ReportCell {
  const openMs = facts.openings.reduce((sum, one) => sum + one.openMs, 0);
  return totalCells(facts.completeness, openMs).uptime ?? NO_SOURCE;
}

/** The uptime of the clusters of one site together. */
export function siteUptime(facts: ReportFacts, siteId: string): ReportCell {
  const own = new Set(facts.places.filter(({ site_id }) => site_id === siteId).map(({ cluster_id }) => cluster_id));
  return totalUptime({
    openings: facts.openings.filter(({ clusterId }) => own.has(clusterId)),
    completeness: facts.completeness.filter(({ clusterId }) => own.has(clusterId)),
  });
}

/** What one cluster's screens come to. A figure that a log still to come could change is not given. */
function measuredCells(one: ClusterCompleteness | undefined, openMs: number): CellsByKey {
  if (one === undefined) return { h_up: NO_SOURCE, uptime: NO_SOURCE, ...noOutages(NO_SOURCE) };
  const upMs = one.shownMs / one.screens;
  const why = whyNot([one]);
  if (why !== undefined) {
    const isPanel = one.notYetKnownMs === 0;
    return { h_up: unknown(why), uptime: unknown(why), ...(isPanel ? outageCells(one) : noOutages(unknown(why))) };
  }
  return { h_up: hours(upMs), uptime: share(upMs, openMs, NO_HOURS), ...outageCells(one) };
}

function totalCells(all: readonly ClusterCompleteness[], openMs: number): CellsByKey {
  if (all.length === 0) return {};
  const together = {
    outages: all.reduce((sum, { outages }) => sum + outages, 0),
    longestOutageMs: Math.max(...all.map(({ longestOutageMs }) => longestOutageMs)),
    outageCauses: addCauses(...all.map(({ outageCauses: causes }) => ({ causes }))),
  };
  const why = whyNot(all);
  if (why !== undefined) {
    const isPanel = all.every(({ notYetKnownMs }) => notYetKnownMs === 0);
    return { h_up: unknown(why), uptime: unknown(why), ...(isPanel ? outageCells(together) : noOutages(unknown(why))) };
  }
  const upMs = all.reduce((sum, { shownMs, screens }) => sum + shownMs / screens, 0);
  return { h_up: hours(upMs), uptime: share(upMs, openMs, NO_HOURS), ...outageCells(together) };
}

/** Why a time in operation cannot be given; undefined where it can. What nobody measured is no zero. */
function whyNot(all: readonly ClusterCompleteness[]): string | undefined {
  if (all.some(({ notYetKnownMs }) => notYetKnownMs > 0)) return "kỳ chưa hết hoặc nhật ký phát chưa về đủ";
  const isUnlit = all.some(({ shownMs, panelUnknownMs }) => shownMs === 0 && panelUnknownMs > 0);
  return isUnlit ? "không rõ tấm màn có sáng" : undefined;
}

function outageCells(one: Pick<ClusterCompleteness, "outages" | "longestOutageMs" | "outageCauses">): CellsByKey {
  return {
    down_n: count(one.outages),
    down_long: hours(one.longestOutageMs),
    reason: one.outages === 0 ? BLANK : text(CAUSES[mainCause(one.outageCauses)]),
  };
}

function noOutages(cell: ReportCell): CellsByKey {
  return { down_n: cell, down_long: cell, reason: cell };
}

function notesOf(all: readonly ClusterCompleteness[]): string[] {
  const unlitMs = all.reduce((sum, { panelUnknownMs }) => sum + panelUnknownMs, 0);
  const waitingMs = all.reduce((sum, { notYetKnownMs }) => sum + notYetKnownMs, 0);
  return [
    ...(all.some(({ screens }) => screens > 1) ? [NOTES.screens] : []),
    ...(unlitMs > 0 ? [NOTES.unlit(unlitMs)] : []),
    ...(waitingMs > 0 ? [NOTES.waiting(waitingMs)] : []),
  ];
}
