import type { Message } from "./catalogue.ts";

export const consoleReports = {
  "reports-page.lead": {
    vi: "Tháng {month}: xác minh {percent} % số lượt đã lên kế hoạch.",
    en: "{month}: {percent} % of the planned plays verified.",
  },
  "reports-page.lead-no-plan": {
    vi: "Tháng {month}: không có lượt nào được lên kế hoạch.",
    en: "{month}: no play was planned.",
  },
  "reports-page.lead-no-records": { vi: "Tháng {month}: chưa có bản ghi nào.", en: "{month}: there is no record yet." },
  "reports-page.under": {
    vi: "{programme}. {screens} màn hình, trong đó {without} chưa có bản ghi nào. Số liệu đến {until}, giờ Việt Nam.",
    en: "{programme}. {screens} screens, {without} of them without any record. Figures up to {until}, Viet Nam time.",
  },
  "reports-page.month": { vi: "Tháng", en: "Month" },
  "reports-page.programme": { vi: "Chương trình", en: "Programme" },
  "reports-page.show": { vi: "Xem báo cáo", en: "Show the report" },
  "reports-page.balance": { vi: "Cân đối lượt phát", en: "Balance of plays" },
  "reports-page.planned": { vi: "Kế hoạch", en: "Planned" },
  "reports-page.verified": { vi: "Trọn, màn sáng", en: "Completed, panel on" },
  "reports-page.unverified": { vi: "Trọn, chưa rõ màn", en: "Completed, panel unknown" },
  "reports-page.panel-off": { vi: "Trọn, màn tắt", en: "Completed, panel off" },
  "reports-page.cut": { vi: "Bị ngắt", en: "Cut" },
  "reports-page.interrupted": { vi: "Gián đoạn", en: "Interrupted" },
  "reports-page.no-record": { vi: "Không có bản ghi", en: "Without a record" },
  "reports-page.no-record-cell": { vi: "chưa có bản ghi", en: "no record" },
  "reports-page.airtime": { vi: "Thời lượng xác minh", en: "Verified airtime" },
  "reports-page.by-screen": { vi: "Kết quả theo màn hình và ngôn ngữ", en: "By screen and language" },
  "reports-page.by-story": { vi: "Kết quả theo nội dung", en: "By story" },
  "reports-page.shared": { vi: "Trong đó dùng chung", en: "Shared with other programmes" },
  "reports-page.shared-note": {
    vi: "chương trình chính là chương trình khác; không cộng vào các số trên",
    en: "their main programme is another; never added to the sums above",
  },
  "reports-page.screen": { vi: "Màn hình", en: "Screen" },
  "reports-page.language": { vi: "Ngôn ngữ", en: "Language" },
  "reports-page.story": { vi: "Nội dung", en: "Story" },
  "reports-page.total": { vi: "Cộng", en: "Total" },
  "reports-page.rule": {
    vi: "Một lượt là trọn khi chạy đủ 95 % thời lượng. Chỉ lượt trọn với màn chắc chắn sáng mới tính là xác minh; các loại khác đứng cột riêng, không bao giờ cộng chung.",
    en: "A play is completed at 95 % of its length. Only those with the panel known to be on count as verified; the others keep columns of their own and are never added.",
  },
  "reports-page.seal": { vi: "Số liệu truy vấn {when} · sha256 {seal}", en: "Queried {when} · sha256 {seal}" },
  "reports-page.empty": {
    vi: "Không có nội dung nào của chương trình này trong tháng. Gắn chương trình khi thêm nội dung.",
    en: "No story of this programme in the month. Tag a story with it when you add one.",
  },
  "reports-page.none": { vi: "Danh mục chưa có chương trình nào.", en: "The reference knows no programme." },
} satisfies Record<string, Message>;
