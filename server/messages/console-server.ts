import type { Message } from "./catalogue.ts";

export const consoleServer = {
  "nav.server": { vi: "Máy chủ", en: "Server" },
  "server.lead-ok": { vi: "Bản sao lưu còn mới và đã được kiểm tra.", en: "The backup is recent and was checked." },
  "server.lead-old": { vi: "Bản sao lưu gần nhất đã quá {days} ngày.", en: "The last backup is over {days} days old." },
  "server.lead-none": { vi: "Chưa có bản sao lưu nào.", en: "There is no backup yet." },
  "server.lead-drill": {
    vi: "Lần khôi phục thử gần nhất không đạt.",
    en: "The last drill found that the backup cannot be relied on.",
  },
  "server.lead-do": {
    vi: "Chạy npm run backup trên máy chủ.",
    en: "Run npm run backup on the server's machine.",
  },
  "server.under": { vi: "Số liệu lúc {time}, giờ Việt Nam.", en: "As of {time}, Viet Nam time." },
  "server.disk": { vi: "Dung lượng", en: "Disk" },
  "server.disk-note": { vi: "của ổ chứa dữ liệu", en: "of the disk that holds the data" },
  "server.database": { vi: "Cơ sở dữ liệu", en: "Database" },
  "server.media": { vi: "Ảnh, phim và minh chứng", en: "Pictures, films and evidence" },
  "server.media-files": { vi: "{n} tệp", en: "{n} files" },
  "server.free": { vi: "Còn trống", en: "Free" },
  "server.free-of": { vi: "trên {size}", en: "of {size}" },
  "server.kept": {
    vi: "Nội dung đã phát là minh chứng nên không bao giờ bị xoá.",
    en: "What has aired is evidence and is never deleted.",
  },
  "server.backup": { vi: "Sao lưu", en: "Backup" },
  "server.last-backup": { vi: "Bản gần nhất", en: "Last made" },
  "server.checked": { vi: "đã đọc lại và kiểm tra toàn bộ", en: "read again and found whole" },
  "server.with-media": { vi: "có cả tệp ảnh, phim", en: "with the media files" },
  "server.without-media": {
    vi: "không kèm tệp ảnh, phim: cần bản sao riêng của thư mục store",
    en: "without the media files: keep a copy of the store folder",
  },
  "server.missing-media": {
    vi: "{n} tệp được nêu tên nhưng không còn trên ổ",
    en: "{n} files are named and were not on the disk",
  },
  "server.last-drill": { vi: "Khôi phục thử", en: "Drill" },
  "server.drill-ok": { vi: "khôi phục được, mọi dòng khớp", en: "it came back, every row equal" },
  "server.drill-bad": { vi: "có chỗ không khớp", en: "something differed" },
  "server.never": { vi: "Chưa lần nào", en: "Never" },
} satisfies Record<string, Message>;
