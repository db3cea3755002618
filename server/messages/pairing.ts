import type { Message } from "./catalogue.ts";

export const pairing = {
  "pairing.code-malformed": {
    vi: "Mã ghép có tám chữ và số, dạng XXXX-XXXX.",
    en: "A pairing code has eight letters and digits, as XXXX-XXXX.",
  },
  "pairing.code-unknown": {
    vi: "Không có đầu phát nào đang chờ với mã này. Mã sống 10 phút và chỉ dùng một lần.",
    en: "No player is waiting with this code. A code lives for 10 minutes and works once.",
  },
  "pairing.too-many-tries": {
    vi: "Gõ sai mã quá nhiều lần. Thử lại sau 10 phút.",
    en: "Too many wrong codes. Try again in 10 minutes.",
  },
  "pairing.no-room": {
    vi: "Máy chủ đang nhận quá nhiều máy phát cùng lúc. Máy phát sẽ tự thử lại.",
    en: "Too many players connect at once. The player tries again by itself.",
  },
  "pairing.too-many-requests": {
    vi: "Đang có quá nhiều yêu cầu ghép. Thử lại sau ít phút.",
    en: "Too many players ask to be paired. Try again in a few minutes.",
  },
  "pairing.key-revoked": {
    vi: "Khoá của đầu phát này đã bị thu hồi. Đặt lại đầu phát để tạo khoá mới.",
    en: "This player's key has been revoked. Reset the player so that it makes a new one.",
  },
  "pairing.serves-another-screen": {
    vi: "Đầu phát này đang phục vụ màn hình “{screen}”. Gỡ nó khỏi màn hình đó trước.",
    en: "This player serves the screen “{screen}”. Remove it from there first.",
  },
  "pairing.claimed-by-another": {
    vi: "Người khác đã gõ mã này và đang so sáu từ.",
    en: "Someone else has typed this code and is comparing the six words.",
  },
  "pairing.not-claimed": {
    vi: "Hãy gõ mã và so sáu từ trước khi xác nhận.",
    en: "Type the code and compare the six words before you confirm.",
  },
  "pairing.expired": { vi: "Mã ghép đã hết hạn.", en: "The pairing code has expired." },
  "pairing.screen-has-player": {
    vi: "Màn hình này đang có đầu phát “{device}”. Thay đầu phát là một việc riêng: đầu phát cũ sẽ bị thu hồi khoá.",
    en: "This screen already has the player “{device}”. Replacing it is an action of its own that revokes the old key.",
  },
} satisfies Record<string, Message>;
