import type { ReportCell } from "../../../schemas/report-document.ts";
import { isUnlit } from "../reports/played-figures.ts";
import { unknown } from "../reports/report-cells.ts";
import type { ReportFacts } from "../reports/report-facts.ts";
import { totalUptime } from "../reports/tables/clusters-table.ts";
import { rateColumn, sumCells } from "../reports/tables/sum-cells.ts";
import type { Indicator } from "./indicator.ts";

const NUMBERS = new Intl.NumberFormat("vi-VN");

/** How the screens worked, and how soon they followed. */
export const operationIndicators: readonly Indicator[] = [
  {
    ...{
      id: "uptime",
      name: "Tỷ lệ hoạt động",
      unit: "%",
      basis: "measured",
      form: "share",
      digits: 0,
      better: "more",
    },
    formula: "tổng giờ hoạt động thực tế / tổng giờ hoạt động theo quy chế, mọi cụm (Bảng tình hình hoạt động)",
    inputs: "nhật ký phát và trạng thái tấm màn do máy phát gửi; giờ hoạt động của từng điểm",
    unknownWhen: "kỳ chưa hết, nhật ký phát chưa về đủ, hoặc không rõ tấm màn có sáng",
    read: totalUptime,
  },
  {
    ...{ id: "completion", name: "Tỷ lệ thực hiện kế hoạch phát", unit: "%", basis: "measured", form: "share" },
    ...{ digits: 0, better: "more" },
    formula: "lượt phát thực tế / lượt phát theo các lịch mà từng màn hình thực giữ",
    inputs: "nhật ký phát; các lịch phát đã ký và thời điểm màn hình bắt đầu giữ từng lịch",
    unknownWhen: "không có lượt nào theo kế hoạch, hoặc mọi lượt phát đủ đều không rõ tấm màn có sáng",
    read: (facts) => {
      const sum = sumCells(facts.cells, facts);
      return isUnlit(sum.played) ? unknown("không rõ tấm màn có sáng") : rateColumn(sum);
    },
    notes: ({ unheldMs }) =>
      unheldMs < 3_600_000
        ? []
        : [
            `${NUMBERS.format(Math.round(unheldMs / 3_600_000))} giờ màn hình chưa giữ lịch phát nào được biết; trong các giờ ấy không có lượt theo kế hoạch.`,
          ],
  },
  {
    ...{ id: "time-to-air", name: "Thời gian từ duyệt đến lên màn hình (trung vị)", unit: "phút", basis: "measured" },
    ...{ form: "number", digits: 1, better: "less" },
    formula:
      "trung vị của thời gian từ lần duyệt cuối cùng cần có, hoặc từ ngày bắt đầu hiệu lực nếu muộn hơn, đến lượt phát đầu tiên trên bất kỳ màn hình nào",
    inputs: "chữ ký duyệt; nhật ký phát",
    unknownWhen: "trong kỳ không duyệt nội dung nào, hoặc nội dung được duyệt chưa phát",
    read: timeToAir,
    notes: ({ airTimes }) => {
      const waiting = airTimes.filter(({ shownAtMs }) => shownAtMs === null).length;
      return waiting === 0
        ? []
        : [`${NUMBERS.format(waiting)} nội dung duyệt trong kỳ chưa lên màn hình nào, không tính vào trung vị.`];
    },
  },
  {
    ...{ id: "recall-time", name: "Thời gian thu hồi nội dung (chậm nhất)", unit: "giây", basis: "measured" },
    ...{ form: "number", digits: 1, better: "less" },
    formula: "từ lệnh thu hồi đến khi màn hình cuối cùng xác nhận đã gỡ; lần chậm nhất trong kỳ",
    inputs: "danh sách thu hồi đã ký; xác nhận của máy phát",
    unknownWhen: "trong kỳ không thu hồi nội dung nào, hoặc còn màn hình chưa xác nhận",
    read: recallTime,
  },
];

function timeToAir({ airTimes }: ReportFacts): ReportCell {
  if (airTimes.length === 0) return unknown("trong kỳ không duyệt nội dung nào");
  const waits = airTimes
    .flatMap(({ fromMs, shownAtMs }) => (shownAtMs === null ? [] : [Math.max(0, shownAtMs - fromMs)]))
    .sort((one, other) => one - other);
  const [low, high] = [waits[(waits.length - 1) >> 1], waits[waits.length >> 1]];
  if (low === undefined || high === undefined) return unknown("nội dung được duyệt chưa phát");
  return { kind: "number", value: Math.round((low + high) / 2 / 6_000), digits: 1 };
}

function recallTime({ recalls }: ReportFacts): ReportCell {
  if (recalls.length === 0) return unknown("trong kỳ không thu hồi nội dung nào");
  let slowestMs = 0;
  for (const { withdrawnAtMs, confirmedAtMs } of recalls) {
    if (confirmedAtMs === null) return unknown("còn màn hình chưa xác nhận");
    slowestMs = Math.max(slowestMs, confirmedAtMs - withdrawnAtMs);
  }
  return { kind: "number", value: Math.round(slowestMs / 100), digits: 1 };
}
