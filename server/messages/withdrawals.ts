import type { Message } from "./catalogue.ts";

export const withdrawals = {
  "withdrawals.already-lifted": {
    vi: "Mục này không còn bị gỡ: hai người duyệt đã cho phát lại.",
    en: "This item is no longer withdrawn: two approvers have let it air again.",
  },
  "withdrawals.already-yours": {
    vi: "Bạn đã đồng ý cho phát lại mục này. Cần thêm một người duyệt khác.",
    en: "You have already agreed that this item may air again. Another approver is needed.",
  },
  "pictures.not-a-picture": { vi: "Tệp gửi về không phải ảnh JPEG.", en: "What was sent is not a JPEG picture." },
  "pictures.too-many": {
    vi: "Máy phát này đã gửi quá nhiều ảnh trong một ngày.",
    en: "This player has sent too many pictures within a day.",
  },
  "commands.no-player": {
    vi: "Màn hình này chưa có máy phát. Ghép nối máy phát trước khi gửi lệnh.",
    en: "No player serves this screen. Pair one before sending an order.",
  },
  "commands.too-many": {
    vi: "Đang có {n} lệnh chờ máy phát này trả lời. Đợi các lệnh đó xong hoặc hết hạn.",
    en: "{n} orders already wait for this player. Wait until they are done or have expired.",
  },
} satisfies Record<string, Message>;
