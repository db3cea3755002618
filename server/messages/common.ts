import type { Message } from "./catalogue.ts";

export const common = {
  "error.bad-input": { vi: "Dữ liệu gửi lên không hợp lệ: {what}.", en: "The input is not valid: {what}." },
  "error.not-signed-in": { vi: "Bạn cần đăng nhập.", en: "You need to sign in." },
  "error.not-allowed": {
    vi: "Tài khoản của bạn không có quyền làm việc này.",
    en: "Your account may not do this.",
  },
  "error.changed-meanwhile-by": {
    vi: "{name} đã sửa nội dung này sau khi bạn mở. Hãy xem bản mới rồi sửa lại.",
    en: "{name} changed this after you opened it. Look at the new version and change it again.",
  },
  "error.changed-meanwhile": {
    vi: "Nội dung này đã được sửa sau khi bạn mở. Hãy xem bản mới rồi sửa lại.",
    en: "This was changed after you opened it. Look at the new version and change it again.",
  },
  "error.not-found": { vi: "Không tìm thấy.", en: "Not found." },
} satisfies Record<string, Message>;
