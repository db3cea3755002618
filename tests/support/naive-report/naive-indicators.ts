import type { ReportCell } from "../../../schemas/report-document.ts";
import {
  DAY_MS,
  dateAt,
  dunno,
  type NaiveRow,
  NOTHING,
  percent,
  startOf,
  tenths,
  whole,
  words,
} from "./naive-cells.ts";
import { naiveHours, openIn } from "./naive-days.ts";
import { approvedAt, recallsOf } from "./naive-other-tables.ts";
import { firstShown, tally } from "./naive-plays.ts";
import { clustersOf, groupOf, mainOfVersion, type NaiveAsked, rootOf, upCells } from "./naive-tables.ts";
import type { RawRows } from "./raw-rows.ts";

const NO_AIRTIME = "không có thời lượng";

/** B13: each indicator by its name, from raw rows alone. */
export function naiveIndicators(asked: NaiveAsked): NaiveRow[] {
  const { raw, span, mistake } = asked;
  const all = tally(raw, span, () => true, mistake);
  const shareOf = (isWanted: (version: RawRows["versions"][number]) => boolean) =>
    percent(tally(raw, span, isWanted, mistake).ms, all.ms, NO_AIRTIME);
  const inGroup = (group: string) => (version: RawRows["versions"][number]) =>
    raw.languages.some(({ tag, role }) => tag === version.language && groupOf(role) === group);
  const isNational = ({ programmes }: RawRows["versions"][number]) => {
    const root = rootOf(raw, mainOfVersion(raw, programmes));
    return raw.programmes.some(({ code, kind }) => code === root && kind === "national-target-programme");
  };
  const isFresh = ({ editionId }: RawRows["versions"][number]) => {
    const firstMs = firstShown(raw, span, editionId);
    return firstMs !== undefined && firstMs >= span.fromMs - 30 * DAY_MS && firstMs < span.toMs;
  };
  const editionsAStory = all.editions.size / all.stories.size;
  const coverage: ReportCell =
    all.stories.size === 0
      ? dunno("không có lượt phát thực tế nào")
      : { kind: "number", value: Math.round(editionsAStory * 100), digits: 2 };
  const hasBegun = raw.plays.some(
    (one) => one.started_at_ms >= span.fromMs && one.started_at_ms < span.toMs && one.received_at_ms <= span.untilMs,
  );
  const isUnlit = all.played === 0 && all.unknown > 0;
  const unlit = dunno("không rõ tấm màn có sáng");
  const airtime = isUnlit ? unlit : tenths(all.ms / 60_000);
  const row = (id: string, name: string, unit: string, figure: ReportCell, isEstimate = false): NaiveRow => {
    const target = targetOf(asked, id);
    const isLess = id === "time-to-air" || id === "recall-time";
    const values = { measured: isEstimate ? words("") : figure, estimated: isEstimate ? figure : words("") };
    return {
      level: "row",
      cells: {
        ...{ ind: words(name), unit: words(unit), target, ...values },
        reached: isEstimate ? words("") : reachedOf(figure, target, isLess),
      },
    };
  };
  return [
    row(
      "uptime",
      "Tỷ lệ hoạt động",
      "%",
      uptimeOf(asked, () => true),
    ),
    row(
      "completion",
      "Tỷ lệ thực hiện kế hoạch phát",
      "%",
      isUnlit ? unlit : percent(all.played, all.planned, "không có lượt theo kế hoạch"),
    ),
    row("time-to-air", "Thời gian từ duyệt đến lên màn hình (trung vị)", "phút", timeToAir(asked)),
    row("recall-time", "Thời gian thu hồi nội dung (chậm nhất)", "giây", recallTime(asked)),
    row("airtime", "Thời lượng phát", "phút", hasBegun ? airtime : dunno("chưa có bản ghi phát nào")),
    row("minority", "Tỷ trọng thời lượng tiếng dân tộc", "%", shareOf(inGroup("minority"))),
    row("foreign", "Tỷ trọng thời lượng tiếng nước ngoài", "%", shareOf(inGroup("foreign"))),
    row("programme", "Tỷ trọng thời lượng các chương trình mục tiêu quốc gia", "%", shareOf(isNational)),
    row("coverage", "Độ phủ ngôn ngữ", "ngôn ngữ", coverage),
    row("freshness", "Tỷ trọng thời lượng nội dung mới", "%", shareOf(isFresh)),
    row("qr", "Lượt quét mã QR trên 1.000 lượt phát", "lượt", qrScans(asked)),
    row("touch", "Lượt sử dụng điểm tra cứu", "lượt", NOTHING),
    row("potential-reach", "Lượt tiếp cận tiềm năng", "lượt người", reach(asked), true),
  ];
}

function targetOf({ raw, period }: NaiveAsked, id: string): ReportCell {
  const row = raw.targets.find((one) => one.subject === "indicator" && one.code === id && one.period === period);
  return row === undefined ? NOTHING : (JSON.parse(row.cell_json) as ReportCell);
}

function reachedOf(figure: ReportCell, target: ReportCell, isLess: boolean): ReportCell {
  if (target.kind === "no-source") return words("");
  const [is, goal] = [figure, target].map((cell) =>
    cell.kind === "share" ? cell.ppm : cell.kind === "number" ? cell.value / 10 ** cell.digits : Number.NaN,
  ) as [number, number];
  if (Number.isNaN(is)) return dunno("chưa có số thực hiện");
  return isLess ? percent(goal, is, "không tính được tỷ lệ") : percent(is, goal, "không tính được tỷ lệ");
}

function uptimeOf({ raw, span }: NaiveAsked, isWanted: (siteId: string) => boolean): ReportCell {
  const clusters = clustersOf(raw)
    .filter(([first]) => first !== undefined && isWanted(first.siteId))
    .map((places) => ({
      openMs: openIn(raw, places[0]?.siteId ?? "", { ...span, toMs: Math.min(span.toMs, span.untilMs) }).reduce(
        (sum, [fromMs, toMs]) => sum + toMs - fromMs,
        0,
      ),
      screens: places.map((place) => naiveHours(raw, place.screenId, place.siteId, span)),
    }));
  return upCells(clusters).uptime ?? NOTHING;
}

function timeToAir({ raw, span }: NaiveAsked): ReportCell {
  const approved = approvedAt(raw).filter(
    ({ atMs }) => atMs >= span.fromMs && atMs < Math.min(span.toMs, span.untilMs),
  );
  if (approved.length === 0) return dunno("trong kỳ không duyệt nội dung nào");
  const waits = approved.flatMap(({ sha256, atMs }) => {
    const text = raw.airings.find((row) => row.sha256 === sha256)?.document ?? "{}";
    const { notBeforeMs } = JSON.parse(text) as { notBeforeMs: number | null };
    const plays = raw.plays.filter((row) => row.airing_sha256 === sha256 && row.received_at_ms <= span.untilMs);
    const firstMs = Math.min(...plays.map((row) => row.started_at_ms));
    return plays.length === 0 ? [] : [Math.max(0, firstMs - Math.max(atMs, notBeforeMs ?? 0))];
  });
  if (waits.length === 0) return dunno("nội dung được duyệt chưa phát");
  waits.sort((one, other) => one - other);
  const middle = waits.length / 2;
  const medianMs = Number.isInteger(middle)
    ? ((waits[middle - 1] ?? 0) + (waits[middle] ?? 0)) / 2
    : (waits[Math.floor(middle)] ?? 0);
  return tenths(medianMs / 60_000);
}

function recallTime({ raw, span }: NaiveAsked): ReportCell {
  const took = recallsOf(raw, span).map(({ tookMs }) => tookMs);
  if (took.length === 0) return dunno("trong kỳ không thu hồi nội dung nào");
  if (took.includes(null)) return dunno("còn màn hình chưa xác nhận");
  return tenths(Math.max(...took.map((ms) => ms ?? 0)) / 1_000);
}

function qrScans({ raw, span, mistake }: NaiveAsked): ReportCell {
  const untilMs = Math.min(span.toMs, span.untilMs);
  const coded = new Set(raw.links.filter((row) => row.created_at_ms < untilMs).map((row) => row.edition_version_id));
  if (coded.size === 0) return NOTHING;
  const scans = raw.scans
    .filter((row) => row.hour_at_ms >= span.fromMs && row.hour_at_ms < untilMs)
    .reduce((sum, row) => sum + row.scans, 0);
  const { played } = tally(raw, span, ({ id }) => coded.has(id), mistake);
  return played === 0 ? dunno("nội dung có mã không có lượt phát") : tenths((scans / played) * 1_000);
}

function reach(asked: NaiveAsked): ReportCell {
  const { raw, span } = asked;
  const days: string[] = [];
  for (let date = dateAt(span.fromMs); startOf(date) < Math.min(span.toMs, span.untilMs); ) {
    days.push(date);
    date = dateAt(startOf(date) + DAY_MS);
  }
  let hasTraffic = false;
  const sites = [...new Set(raw.places.map(({ siteId }) => siteId))].flatMap((siteId) => {
    const rows = raw.traffic.filter((row) => row.site_id === siteId && row.retired_at_ms === null);
    const ofDay = (date: string) => rows.find((row) => row.from_date <= date && date <= row.to_date);
    if (rows.length === 0 || days.some((date) => ofDay(date) === undefined)) return [];
    hasTraffic = true;
    const people = rows.reduce((sum, row) => {
      const length = (startOf(row.to_date) - startOf(row.from_date)) / DAY_MS + 1;
      return sum + (row.people * days.filter((date) => ofDay(date) === row).length) / length;
    }, 0);
    const uptime = uptimeOf(asked, (one) => one === siteId);
    return uptime.kind === "share" ? [(Math.round(people) * uptime.ppm) / 1_000_000] : [];
  });
  if (!hasTraffic) return NOTHING;
  if (sites.length === 0) return dunno("chưa rõ tỷ lệ hoạt động của điểm có lưu lượng");
  return whole(Math.round(sites.reduce((sum, people) => sum + people, 0)));
}
