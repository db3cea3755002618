import type { Message } from "./catalogue.ts";

export const assets = {
  // The pipeline words its refusals itself, in both languages.
  "assets.refused": { vi: "{reasonVi}", en: "{reasonEn}" },
  "assets.no-file": { vi: "Không có tệp nào được gửi lên.", en: "No file was sent." },
  "assets.bad-form": {
    vi: "Biểu mẫu tải lên bị hỏng hoặc đứt giữa chừng.",
    en: "The upload form is broken or cut short.",
  },
  "assets.cut-short": {
    vi: "Kết nối đứt trước khi tệp lên đủ. Hãy gửi lại.",
    en: "The connection ended before the whole file arrived. Send it again.",
  },
  "assets.disk-full": {
    vi: "Ổ đĩa của máy chủ đã đầy. Báo người quản trị giải phóng dung lượng rồi gửi lại.",
    en: "The server's disk is full. Tell the administrator to free some space, then send the file again.",
  },
  "assets.failed": {
    vi: "Không xử lý được tệp vì lỗi của máy chủ. Hãy gửi lại; nếu vẫn lỗi, báo người quản trị.",
    en: "The file could not be processed because of a server fault. Send it again; if it fails again, tell the administrator.",
  },
} satisfies Record<string, Message>;
