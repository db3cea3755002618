import type { ReportCell } from "../../../schemas/report-document.ts";
import { dunno, type NaiveRow, type NaiveSpan, NOTHING, percent, tenths, whole, words } from "./naive-cells.ts";
import { tally } from "./naive-plays.ts";
import { clustersOf, type NaiveAsked, placeName } from "./naive-tables.ts";
import type { RawRows } from "./raw-rows.ts";

const isIn = (span: NaiveSpan, atMs: number): boolean =>
  atMs >= span.fromMs && atMs < Math.min(span.toMs, span.untilMs);

/** B5: viewers. */
export function naiveViewers({ raw, span }: NaiveAsked): NaiveRow[] {
  const none = { sessions: NOTHING, pages: NOTHING, toplang: NOTHING, feedback: NOTHING };
  const rows = clustersOf(raw).flatMap(([place]): NaiveRow[] =>
    place === undefined ? [] : [{ level: "row", cells: { cluster: words(placeName(place)), qr: NOTHING, ...none } }],
  );
  const scans = raw.scans.filter((row) => isIn(span, row.hour_at_ms)).reduce((sum, row) => sum + row.scans, 0);
  const hasCodes = raw.links.some((row) => row.created_at_ms < Math.min(span.toMs, span.untilMs));
  const qr = hasCodes ? whole(scans) : NOTHING;
  return [...rows, { level: "total", cells: { cluster: words("Tổng cộng"), qr, ...none } }];
}

/** When each airing document got its second approval. */
export function approvedAt(
  raw: RawRows,
): { readonly sha256: string; readonly versionId: string; readonly atMs: number }[] {
  return raw.airings.flatMap(({ sha256, edition_version_id: versionId }) => {
    const given = raw.approvals.filter((row) => row.airing_sha256 === sha256).map((row) => row.approved_at_ms);
    const atMs = given.sort((one, other) => one - other)[1];
    return atMs === undefined ? [] : [{ sha256, versionId, atMs }];
  });
}

/** B6: sources. */
export function naiveSources({ raw, span, mistake }: NaiveAsked): NaiveRow[] {
  const sourceOf = (storyId: string) => {
    const itemId = raw.stories.find(({ id }) => id === storyId)?.inbox_item_id ?? null;
    return raw.inbox.find(({ id }) => id === itemId)?.source_id ?? null;
  };
  const storyOf = (versionId: string) => raw.versions.find(({ id }) => id === versionId)?.storyId ?? "";
  const firstMs = new Map<string, number>();
  for (const { versionId, atMs } of approvedAt(raw)) {
    if (atMs >= span.toMs) continue;
    const storyId = storyOf(versionId);
    firstMs.set(storyId, Math.min(atMs, firstMs.get(storyId) ?? atMs));
  }
  const approved = [...firstMs].filter(([, atMs]) => atMs >= span.fromMs).map(([storyId]) => storyId);
  const figures = (sourceId: string | null) => ({
    approved: whole(approved.filter((storyId) => sourceOf(storyId) === sourceId).length),
    played: whole(tally(raw, span, ({ storyId }) => sourceOf(storyId) === sourceId, mistake).played),
    shared: NOTHING,
  });
  const importedBy = (sourceId?: string) =>
    raw.inbox.filter(
      (row) =>
        (sourceId === undefined || row.source_id === sourceId) &&
        row.discovered_at_ms >= span.fromMs &&
        row.discovered_at_ms < span.toMs,
    ).length;
  const rows = raw.sources.map(
    ({ id, name }): NaiveRow => ({
      level: "row",
      cells: { source: words(name), imported: whole(importedBy(id)), ...figures(id) },
    }),
  );
  const own: NaiveRow = { level: "row", cells: { source: words("Tự sản xuất"), ...figures(null) } };
  const played = whole(tally(raw, span, () => true, mistake).played);
  const sum = { imported: whole(importedBy()), approved: whole(approved.length), played, shared: NOTHING };
  return [...rows, own, { level: "total", cells: { source: words("Tổng cộng"), ...sum } }];
}

/** Withdrawals of the span; when the last player that served a screen had confirmed each, or null. */
export function recallsOf(raw: RawRows, span: NaiveSpan) {
  return raw.withdrawals
    .filter((row) => isIn(span, row.withdrawn_at_ms))
    .map((row) => {
      const firsts = raw.assignments.map(({ player }) => {
        const own = raw.confirmations.filter((one) => one.player === player && one.version >= row.version);
        return Math.min(...own.map(({ confirmed_at_ms }) => confirmed_at_ms));
      });
      const lastMs = Math.max(...firsts);
      return { row, tookMs: Number.isFinite(lastMs) && lastMs <= span.untilMs ? lastMs - row.withdrawn_at_ms : null };
    });
}

const ALARMS: Readonly<Record<string, string>> = {
  conflict: "Hai bản ghi phát khác nhau cùng một số: thiết bị có thể đã bị sao chép",
  "broken-chain": "Chuỗi bản ghi phát bị đứt",
  "bad-signature": "Nhật ký phát có chữ ký sai",
};

/** B8: safety. */
export function naiveSafety({ raw, span }: NaiveAsked): NaiveRow[] {
  const recalls = recallsOf(raw, span).map(({ row, tookMs }) => {
    const airing = raw.airings.find(({ sha256 }) => sha256 === row.airing_sha256);
    const title = raw.versions.find(({ id }) => id === airing?.edition_version_id)?.title ?? "";
    const duration = tookMs === null ? dunno("còn màn hình chưa xác nhận") : tenths(tookMs / 60_000);
    return {
      atMs: row.withdrawn_at_ms,
      cells: {
        cluster: words("Toàn hệ thống"),
        event: words(`Thu hồi “${title}”${row.reason === "" ? "" : `: ${row.reason}`}`),
        ...{ action: words("Gỡ khỏi mọi màn hình"), duration, reported: NOTHING },
      },
    };
  });
  const alarms = raw.alarms
    .filter((row) => ALARMS[row.kind] !== undefined && isIn(span, row.at_ms))
    .map((row) => {
      const screenId = raw.assignments.find(({ player }) => player === row.player)?.screen_id;
      const place = raw.places.find((one) => one.screenId === screenId);
      const cluster = place === undefined ? NOTHING : words(placeName(place));
      const rest = {
        action: words("Giữ nguyên bản ghi đã có, từ chối bản ghi lạ"),
        duration: NOTHING,
        reported: NOTHING,
      };
      return { atMs: row.at_ms, cells: { cluster, event: words(ALARMS[row.kind] ?? ""), ...rest } };
    });
  return [...recalls, ...alarms]
    .sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs, cells }): NaiveRow => ({ level: "row", cells: { time: { kind: "instant", atMs }, ...cells } }));
}

/** B11: comparison with other spans, null where nothing had been recorded by then. */
export function naiveComparison(asked: NaiveAsked, before: NaiveSpan | null, lastYear: NaiveSpan | null): NaiveRow[] {
  const none = dunno("kỳ so sánh chưa có số liệu");
  const figures = (span: NaiveSpan | null): ReportCell[] | null => {
    if (span === null) return null;
    const sum = tally(asked.raw, span, () => true, asked.mistake);
    const rate = percent(sum.played, sum.planned, "không có lượt theo kế hoạch");
    const [planned, played] = [whole(sum.planned), whole(sum.played)];
    const rest = [planned, played, rate, tenths(sum.ms / 60_000), whole(sum.clusters.size)];
    return [whole(sum.editions.size), whole(sum.languages.size), ...rest];
  };
  const [cur, prev, last] = [figures(asked.span) ?? [], figures(before), figures(lastYear)];
  const more = (now: ReportCell, then: ReportCell | undefined): ReportCell => {
    if (now.kind === "share" && then?.kind === "share") return { kind: "share", ppm: now.ppm - then.ppm };
    if (now.kind !== "number" || then?.kind !== "number") return none;
    return percent(now.value - then.value, then.value, "kỳ so sánh bằng 0");
  };
  return NAMES.map(([name, unit], index): NaiveRow => {
    const now = cur[index] ?? none;
    const compared = { dprev: more(now, prev?.[index]), dlast: more(now, last?.[index]) };
    const figuresOf = { cur: now, prev: prev?.[index] ?? none, last: last?.[index] ?? none };
    return { level: "row", cells: { ind: words(name), unit: words(unit), ...figuresOf, ...compared } };
  });
}

const NAMES = [
  ["Sản phẩm đã phát", "sản phẩm"],
  ["Ngôn ngữ đã phát", "ngôn ngữ"],
  ["Lượt phát kế hoạch", "lượt"],
  ["Lượt phát thực tế", "lượt"],
  ["Tỷ lệ thực hiện", "%"],
  ["Thời lượng phát", "phút"],
  ["Cụm có phát", "cụm"],
] as const;
