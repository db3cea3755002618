import type { Message } from "./catalogue.ts";

export const consoleCompleteness = {
  "days.title": { vi: "14 ngày gần nhất", en: "The last 14 days" },
  "days.note": {
    vi: "mỗi ngày cộng đủ 24 giờ; điều không ai giải thích được vẫn hiện ra",
    en: "each day adds up to its 24 hours; what nobody can explain is shown as well",
  },
  "days.none": { vi: "Chưa có ngày nào.", en: "No day yet." },
  "days.day": { vi: "Ngày", en: "Day" },
  "days.in-hours": { vi: "Phát trong giờ", en: "Shown in hours" },
  "days.in-hours-what": {
    vi: "phần giờ hoạt động có nội dung trên màn, kể cả khi không rõ tấm màn có sáng",
    en: "part of the operating hours with content on the screen, a panel nobody knows of included",
  },
  "days.waiting": { vi: "chờ nhật ký", en: "log awaited" },
  "days.outages": { vi: "Gián đoạn trên 5 phút", en: "Interruptions over 5 minutes" },
  "days.outage": {
    vi: "{from} – {to}, {length}: {cause}",
    en: "{from} – {to}, {length}: {cause}",
  },
  "days.outages-none": {
    vi: "Không có trong những ngày đã biết.",
    en: "None in the days that are known.",
  },
  "days.outages-more": { vi: "và {n} lần trước đó", en: "and {n} before these" },
  "cause.shown": { vi: "Có phát", en: "Shown" },
  "cause.panel-unknown": { vi: "Có phát, không rõ màn sáng", en: "Shown, panel not known" },
  "cause.not-yet-known": { vi: "Chưa biết", en: "Not known yet" },
  "cause.outside-hours": { vi: "Ngoài giờ", en: "Outside hours" },
  "cause.blackout": { vi: "Tắt theo lệnh", en: "Dark by order" },
  "cause.power": { vi: "Mất nguồn, máy không chạy", en: "No power, player not running" },
  "cause.panel-off": { vi: "Tấm màn tắt", en: "Panel off" },
  "cause.no-manifest": { vi: "Chưa có lịch", en: "No schedule held" },
  "cause.fault": { vi: "Thiết bị báo lỗi", en: "Fault told" },
  "cause.unexplained": { vi: "Chưa rõ nguyên nhân", en: "Unexplained" },
} satisfies Record<string, Message>;
