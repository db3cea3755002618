import type { ReportCell } from "../../../schemas/report-document.ts";
import { count, NO_SOURCE, unknown } from "../reports/report-cells.ts";
import type { ReportFacts } from "../reports/report-facts.ts";
import { siteUptime } from "../reports/tables/clusters-table.ts";
import { sumCells } from "../reports/tables/sum-cells.ts";
import type { Indicator } from "./indicator.ts";

const NUMBERS = new Intl.NumberFormat("vi-VN");
const PERCENT = new Intl.NumberFormat("vi-VN", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** So that what is printed under a table stays within the longest note. */
const SITES_A_NOTE = 2;
const MOST_OF_SOURCES = 200;

/** What people in front of the screens did, and how many there may have been. */
export const viewerIndicators: readonly Indicator[] = [
  {
    ...{ id: "qr-scans", name: "Lượt quét mã QR trên 1.000 lượt phát", unit: "lượt", basis: "measured" },
    ...{ form: "number", digits: 1, better: "more" },
    formula: "số lần mở đường dẫn của mã × 1.000 / số lượt phát thực tế của các ấn bản có mã",
    inputs: "số lần mở đường dẫn theo giờ, không ghi người quét và nơi quét; nhật ký phát",
    unknownWhen: "chưa có nội dung nào mang mã của hệ thống, hoặc nội dung có mã không có lượt phát",
    read: qrScans,
  },
  {
    ...{ id: "touch-sessions", name: "Lượt sử dụng điểm tra cứu", unit: "lượt", basis: "measured" },
    ...{ form: "number", digits: 0, better: "more" },
    formula: "số phiên chạm màn hình tra cứu",
    inputs: "máy phát chưa gửi số liệu này; có thể điền tay",
    unknownWhen: "chưa có nguồn số liệu",
    read: () => NO_SOURCE,
  },
  {
    ...{ id: "potential-reach", name: "Lượt tiếp cận tiềm năng", unit: "lượt người", basis: "estimated" },
    ...{ form: "number", digits: 0, better: "more" },
    formula: "tổng theo từng điểm: số lượt người qua điểm trong kỳ × tỷ lệ hoạt động của các cụm tại điểm",
    inputs: "lưu lượng người qua cửa khẩu do người nhập hoặc nhập từ tệp, kèm nguồn; tỷ lệ hoạt động đo được",
    unknownWhen: "không điểm nào có lưu lượng của cả kỳ, hoặc chưa rõ tỷ lệ hoạt động của điểm có lưu lượng",
    read: potentialReach,
    notes: reachInputs,
  },
];

function qrScans(facts: ReportFacts): ReportCell {
  const { codes } = facts;
  if (codes === null) return NO_SOURCE;
  const plays = sumCells(
    facts.cells.filter(({ version }) => codes.versions.has(version.id)),
    facts,
  ).played.completed;
  if (plays === 0) return unknown("nội dung có mã không có lượt phát");
  return { kind: "number", value: Math.round((codes.scans * 10_000) / plays), digits: 1 };
}

interface SiteReach {
  readonly siteName: string;
  readonly people: number;
  readonly ppm: number;
  readonly sources: readonly string[];
}

/** Sites of which both the traffic of the whole period and the uptime are known. */
function reaches(facts: ReportFacts): SiteReach[] {
  return facts.traffic.flatMap(({ siteId, siteName, people, sources }) => {
    const uptime = siteUptime(facts, siteId);
    return people === null || uptime.kind !== "share" ? [] : [{ siteName, people, ppm: uptime.ppm, sources }];
  });
}

function potentialReach(facts: ReportFacts): ReportCell {
  if (facts.traffic.every(({ people }) => people === null)) return NO_SOURCE;
  const known = reaches(facts);
  if (known.length === 0) return unknown("chưa rõ tỷ lệ hoạt động của điểm có lưu lượng");
  return count(Math.round(known.reduce((sum, { people, ppm }) => sum + (people * ppm) / 1_000_000, 0)));
}

/** As many notes as it takes: a site is never left out for want of room. */
function reachInputs(facts: ReportFacts): string[] {
  const known = reaches(facts);
  if (known.length === 0) return [];
  const parts = known.map(
    ({ siteName, people, ppm, sources }) =>
      `${siteName}: ${NUMBERS.format(people)} lượt người (${sources.join("; ").slice(0, MOST_OF_SOURCES)}) × ${PERCENT.format(ppm / 10_000)} %`,
  );
  const notes: string[] = [];
  for (let at = 0; at < parts.length; at += SITES_A_NOTE) {
    notes.push(`Đầu vào của ước tính lượt tiếp cận: ${parts.slice(at, at + SITES_A_NOTE).join(". ")}.`);
  }
  const left = facts.traffic.length - known.length;
  if (left > 0) notes.push(`${NUMBERS.format(left)} điểm chưa đủ số liệu, không tính vào ước tính lượt tiếp cận.`);
  return notes;
}
