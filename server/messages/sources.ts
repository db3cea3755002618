import type { Message } from "./catalogue.ts";

export const sources = {
  "sources.profile-unknown": {
    vi: "Không có cấu hình nguồn “{profile}”.",
    en: "There is no source profile “{profile}”.",
  },
  "sources.already-there": { vi: "Nguồn này đã có: {name}.", en: "This source already exists: {name}." },
  "sources.bad-address": {
    vi: "Địa chỉ “{address}” không hợp lệ: cần http(s)://máy[:cổng], không kèm đường dẫn hay mật khẩu.",
    en: "The address “{address}” is not valid: http(s)://host[:port] is needed, without path or password.",
  },
  "sources.paused": { vi: "Nguồn đang tạm dừng. Bật lại nguồn trước.", en: "The source is paused. Resume it first." },
  "sources.not-an-article": {
    vi: "Địa chỉ này không phải bài viết trên {name}.",
    en: "This address is not an article on {name}.",
  },
  "sources.not-fetched": {
    vi: "Chưa đọc được bài này từ nguồn. Hãy tải bài trước.",
    en: "This article has not been read from its source. Fetch it first.",
  },
  "sources.already-taken": { vi: "Bài này đã được lấy.", en: "This article has already been taken." },
  "sources.dismissed": { vi: "Bài này đã được bỏ qua.", en: "This article has been dismissed." },
  "sources.picture-not-ready": {
    vi: "Ảnh của bài đang được xử lý. Chờ vài giây rồi thử lại.",
    en: "The article's picture is still being processed. Try again in a few seconds.",
  },
  "sources.bad-destination": {
    vi: "Mã QR chỉ được dẫn tới trang https của chính nguồn tin.",
    en: "A QR code may lead only to an https page of the source itself.",
  },
  "sources.take-down.gone-at-source": { vi: "Bài gốc đã bị gỡ ở nguồn.", en: "The article is gone from its source." },
  "sources.take-down.changed-at-source": {
    vi: "Bài gốc đã thay đổi ở nguồn: cần duyệt lại.",
    en: "The article was changed at its source and must be approved anew.",
  },
  "sources.health.unknown": { vi: "Chưa đọc lần nào", en: "Not read yet" },
  "sources.health.ok": { vi: "Hoạt động", en: "Working" },
  "sources.health.degraded": { vi: "Chập chờn", en: "Degraded" },
  "sources.health.stale": { vi: "Tin cũ", en: "Stale" },
  "sources.health.empty": { vi: "Không có tin", en: "Empty" },
  "sources.health.blocked": { vi: "Bị chặn", en: "Blocked" },
  "sources.health.dead": { vi: "Ngừng hẳn", en: "Dead" },
  "inbox.failure.refused-url": { vi: "Địa chỉ không được phép tải.", en: "The address may not be fetched." },
  "inbox.failure.not-public": {
    vi: "Tên miền trỏ vào mạng nội bộ: không tải.",
    en: "The host name points inside a private network: not fetched.",
  },
  "inbox.failure.redirect-loop": { vi: "Nguồn chuyển hướng vòng quanh.", en: "The source redirects in a circle." },
  "inbox.failure.too-many-redirects": {
    vi: "Nguồn chuyển hướng quá nhiều lần.",
    en: "The source redirects too often.",
  },
  "inbox.failure.too-large": { vi: "Trang hoặc ảnh quá lớn.", en: "The page or picture is too large." },
  "inbox.failure.deadline": { vi: "Nguồn trả lời quá chậm.", en: "The source answers too slowly." },
  "inbox.failure.unknown-encoding": { vi: "Kiểu nén không đọc được.", en: "The compression is not known." },
  "inbox.failure.broken-encoding": { vi: "Dữ liệu nén bị hỏng.", en: "The compressed data is damaged." },
  "inbox.failure.unreachable": { vi: "Không kết nối được tới nguồn.", en: "The source cannot be reached." },
  "inbox.failure.blocked": {
    vi: "Nguồn từ chối hoặc chặn máy chủ này.",
    en: "The source refuses or blocks this server.",
  },
  "inbox.failure.server-error": { vi: "Nguồn đang lỗi.", en: "The source has a fault of its own." },
  "inbox.failure.robots": { vi: "robots.txt của nguồn không cho tải.", en: "The source's robots.txt forbids it." },
  "inbox.failure.gone": { vi: "Bài đã bị gỡ ở nguồn.", en: "The article is gone from its source." },
  "inbox.failure.moved": { vi: "Bài đã chuyển sang địa chỉ khác.", en: "The article has moved to another address." },
  "inbox.failure.not-an-article": {
    vi: "Trang không có dạng bài viết.",
    en: "The page does not look like an article.",
  },
  "inbox.failure.wrong-language": {
    vi: "Trang trả về không phải bản của ngôn ngữ này.",
    en: "The page is not the edition of this language.",
  },
  "inbox.failure.picture-not-an-image": { vi: "Ảnh không phải là ảnh.", en: "The picture is not a picture." },
  "inbox.failure.picture-format-not-allowed": {
    vi: "Ảnh không thuộc dạng JPEG, PNG hay WebP.",
    en: "The picture is not a JPEG, PNG or WebP.",
  },
  "inbox.failure.picture-too-small": { vi: "Ảnh nhỏ hơn 640 × 360.", en: "The picture is smaller than 640 × 360." },
  "inbox.failure.picture-too-large": { vi: "Ảnh quá lớn.", en: "The picture is too large." },
  "inbox.failure.picture-damaged": { vi: "Ảnh bị hỏng.", en: "The picture is damaged." },
  "inbox.failure.picture-unreachable": { vi: "Không tải được ảnh.", en: "The picture could not be fetched." },
} satisfies Record<string, Message>;
