import type { Message } from "./catalogue.ts";

export const stories = {
  "stories.retired": { vi: "Nội dung này đã ngừng dùng.", en: "This story is no longer in use." },
  "stories.language-unknown": {
    vi: "Danh mục ngôn ngữ không có mã “{language}”.",
    en: "The reference knows no language “{language}”.",
  },
  "stories.programme-unknown": {
    vi: "Danh mục chương trình không có mã “{code}”.",
    en: "The reference knows no programme “{code}”.",
  },
  "stories.asset-unknown": {
    vi: "Không có tệp này. Hãy tải tệp lên trước.",
    en: "There is no such file. Upload it first.",
  },
  "stories.asset-not-ready": {
    vi: "Tệp đang được xử lý. Chờ xử lý xong rồi thử lại.",
    en: "The file is still being processed. Try again when it is ready.",
  },
  "stories.asset-failed": {
    vi: "Tệp này không dùng được: {reasonVi}",
    en: "This file cannot be used: {reasonEn}",
  },
  "stories.needs-image": { vi: "Tệp này không phải ảnh.", en: "This file is not a picture." },
  "stories.needs-video": { vi: "Tệp này không phải video.", en: "This file is not a video." },
  "stories.video-length": {
    vi: "Video phải dài từ 2 giây đến 60 phút; tệp này dài {seconds} giây.",
    en: "A video must last from 2 seconds to 60 minutes; this one lasts {seconds} seconds.",
  },
  "stories.validity": {
    vi: "Thời điểm hết hạn phải sau thời điểm bắt đầu.",
    en: "The end of validity must be later than its start.",
  },
  "stories.inbox-item-taken": {
    vi: "Tin này đã được lấy thành nội dung “{title}”.",
    en: "This item has already become the story “{title}”.",
  },
} satisfies Record<string, Message>;
