import type { Message } from "./catalogue.ts";

export const consoleLetterhead = {
  "letterhead.title": { vi: "Thể thức văn bản", en: "Letterhead" },
  "letterhead.lead": {
    vi: "Báo cáo in tên cơ quan, địa danh và người ký theo các dòng dưới đây.",
    en: "Reports print the agency, the place and the signer as written below.",
  },
  "letterhead.under": {
    vi: "Dòng để trống được in chỗ chấm để điền tay. Báo cáo đã ký giữ tên có hiệu lực vào ngày ký.",
    en: "An empty line is printed to be filled in by hand. A signed report keeps the names that were valid on its day.",
  },
  "letterhead.form": { vi: "Thay đổi", en: "Change" },
  "letterhead.only-administrator": {
    vi: "Chỉ người quản trị thay đổi được.",
    en: "Only an administrator changes it.",
  },
  "letterhead.from": { vi: "Có hiệu lực từ ngày", en: "In force from" },
  "letterhead.from-help": {
    vi: "Báo cáo ký trước ngày này giữ tên cũ.",
    en: "Reports signed before this day keep the older names.",
  },
  "letterhead.parentAgency": { vi: "Cơ quan chủ quản", en: "Parent agency" },
  "letterhead.agency": { vi: "Cơ quan ban hành", en: "Issuing agency" },
  "letterhead.symbol": { vi: "Chữ viết tắt trong số, ký hiệu", en: "Short name in the number" },
  "letterhead.symbol-help": { vi: "In sau số: 01/BC-…", en: "Printed after the number: 01/BC-…" },
  "letterhead.place": { vi: "Địa danh", en: "Place" },
  "letterhead.addressees": { vi: "Kính gửi", en: "Addressed to" },
  "letterhead.recipients": { vi: "Nơi nhận", en: "Recipients" },
  "letterhead.draftingUnit": { vi: "Đơn vị soạn thảo", en: "Drafting unit" },
  "letterhead.signerTitles": { vi: "Chức vụ người ký", en: "Signer's title" },
  "letterhead.one-a-line": { vi: "Mỗi dòng một mục, nhiều nhất {most}.", en: "One a line, at most {most}." },
  "letterhead.save": { vi: "Lưu thể thức", en: "Save the letterhead" },
  "letterhead.told-saved": {
    vi: "Đã lưu thể thức, có hiệu lực từ {from}.",
    en: "The letterhead is saved, from {from} on.",
  },
  "letterhead.blank": { vi: "Để trống", en: "Blank" },
} satisfies Record<string, Message>;
