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
  "server.lead-timed": {
    vi: "Lần sao lưu theo giờ gần nhất không thành.",
    en: "The last backup by the clock failed.",
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
  "server.archive": { vi: "Bản ghi phát đã lưu trữ", en: "Archived play records" },
  "server.archive-holds": {
    vi: "{n} bản ghi trong {files} tệp. Bản ghi rời cơ sở dữ liệu sau {days} ngày và vẫn tra cứu được.",
    en: "{n} records in {files} files. Records leave the database after {days} days and can still be looked up.",
  },
  "server.archive-days": { vi: "Lưu trữ bản ghi sau (ngày)", en: "Archive records after (days)" },
  "server.archive-days-help": {
    vi: "Từ {least} đến {most} ngày. Báo cáo năm và báo cáo điều chỉnh dùng bản ghi còn trong cơ sở dữ liệu.",
    en: "{least} to {most} days. A year's report and its corrections are made from records still in the database.",
  },
  "server.archive-save": { vi: "Lưu số ngày", en: "Save the days" },
  "server.archive-saved": {
    vi: "Bản ghi được lưu trữ sau {days} ngày, từ lần chạy tới.",
    en: "Records are archived after {days} days, from the next run on.",
  },
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
  "server.without-keys": {
    vi: "không kèm khoá: chỉ khôi phục được cạnh khoá của chính máy chủ này, hãy cất riêng thư mục keys hoặc đặt BACKUP_PASSPHRASE",
    en: "without the keys: it comes back only beside this server's own; keep a copy of the keys folder, or set BACKUP_PASSPHRASE",
  },
  "server.timed": { vi: "Sao lưu theo giờ", en: "By the clock" },
  "server.timed-means": {
    vi: "mỗi đêm một bản vào BACKUP_DIR, giữ BACKUP_KEEP bản mới nhất",
    en: "one each night into BACKUP_DIR, the newest BACKUP_KEEP of them kept",
  },
  "server.timed-failed": {
    vi: "Không thành: {reason} Bản trước: {last}.",
    en: "Failed: {reason} The one before: {last}.",
  },
  "server.unused": { vi: "Tệp không còn dùng", en: "Unused files" },
  "server.unused-means": {
    vi: "tệp không nội dung nào dùng tới được dọn sau 30 ngày",
    en: "files that no content uses are removed after 30 days",
  },
  "server.unused-told": {
    vi: "{n} tệp chờ đủ 30 ngày. Lần dọn {when}: xoá {removed} tệp, {size}.",
    en: "{n} files wait for their 30 days. Sweep of {when}: {removed} files removed, {size}.",
  },
  "server.anomalies": { vi: "Điều lạ trong nhật ký phát", en: "Odd things in play logs" },
  "server.anomalies-note": { vi: "90 ngày gần nhất", en: "the last 90 days" },
  "server.anomalies-none": { vi: "Không có gì lạ", en: "Nothing odd" },
  "server.anomaly-of": { vi: "{n} đầu phát, lần cuối {when}", en: "{n} players, last {when}" },
  "server.anomaly-conflict": {
    vi: "Một khoá, hai nội dung: có thể đầu phát bị nhân bản",
    en: "One key, two contents: a player may have been cloned",
  },
  "server.anomaly-broken-chain": { vi: "Chuỗi bản ghi bị đứt", en: "The chain of records is broken" },
  "server.anomaly-bad-signature": { vi: "Chữ ký không đúng", en: "The signature is not good" },
  "server.anomaly-implausible": { vi: "Bản ghi không hợp lý", en: "A record that cannot be true" },
  "server.anomaly-gap": { vi: "Bản ghi bị mất, đầu phát có báo", en: "Records lost, told by the player" },
  "server.last-drill": { vi: "Khôi phục thử", en: "Drill" },
  "server.drill-ok": { vi: "khôi phục được, mọi dòng khớp", en: "it came back, every row equal" },
  "server.drill-bad": { vi: "có chỗ không khớp", en: "something differed" },
  "server.never": { vi: "Chưa lần nào", en: "Never" },
} satisfies Record<string, Message>;
