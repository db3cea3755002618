import type { Message } from "./catalogue.ts";

export const trust = {
  "trust.foreign-origin": {
    vi: "Yêu cầu này đến từ một trang khác nên bị từ chối. Hãy mở lại trang và thử lại.",
    en: "This request came from another site and was refused. Open the page again and retry.",
  },
  "trust.internal": {
    vi: "Hệ thống gặp lỗi. Mã sự cố: {instance}.",
    en: "Something went wrong. Incident: {instance}.",
  },
  "trust.too-large": {
    vi: "Dữ liệu gửi lên quá lớn.",
    en: "The request is too large.",
  },
} satisfies Record<string, Message>;
