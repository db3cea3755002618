import type { Message } from "./catalogue.ts";

export const common = {
  "error.bad-input": { vi: "Dữ liệu gửi lên không hợp lệ: {what}.", en: "The input is not valid: {what}." },
  "error.not-signed-in": { vi: "Bạn cần đăng nhập.", en: "You need to sign in." },
  "error.not-allowed": {
    vi: "Tài khoản của bạn không có quyền làm việc này.",
    en: "Your account may not do this.",
  },
  "error.not-found": { vi: "Không tìm thấy.", en: "Not found." },
} satisfies Record<string, Message>;
