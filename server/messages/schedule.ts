import type { Message } from "./catalogue.ts";

export const schedule = {
  "schedule.playlist-retired": {
    vi: "Danh sách phát này đã ngừng dùng.",
    en: "This playlist is no longer in use.",
  },
  "schedule.playlist-in-use": {
    vi: "Danh sách phát đang được dùng trong lịch: {names}. Hãy bỏ khỏi lịch trước.",
    en: "The playlist is used by the schedule: {names}. Take it out of the schedule first.",
  },
  "schedule.unknown-stories": {
    vi: "Có {count} tin bài không còn dùng hoặc không tồn tại.",
    en: "{count} stories do not exist or are no longer in use.",
  },
  "schedule.unknown-target": {
    vi: "Có {count} cửa khẩu hoặc màn hình không còn dùng hoặc không tồn tại.",
    en: "{count} sites or screens do not exist or are no longer in use.",
  },
  "schedule.entry-retired": {
    vi: "Mục lịch này đã được bỏ. Hãy khôi phục trước khi sửa.",
    en: "This schedule entry was taken out. Restore it before changing it.",
  },
  "schedule.bad-entry": {
    vi: "Mục lịch chưa hợp lệ: {what}.",
    en: "The schedule entry is not valid: {what}.",
  },
  "schedule.problem.empty-playlist": {
    vi: "“{entry}”: danh sách phát chưa có nội dung.",
    en: "“{entry}”: the playlist is empty.",
  },
  "schedule.problem.nothing-approved": {
    vi: "“{entry}”: chưa có nội dung nào đủ hai người duyệt để phát trên màn hình này.",
    en: "“{entry}”: nothing in it is approved for this screen yet.",
  },
  "schedule.problem.language-missing": {
    vi: "“{entry}”: chưa có bản {language} đã duyệt cho {screen}.",
    en: "“{entry}”: no approved {language} edition for {screen}.",
  },
  "schedule.problem.reaches-no-screen": {
    vi: "“{entry}”: không có màn hình nào nhận mục này.",
    en: "“{entry}”: no screen receives this entry.",
  },
  "schedule.problem.ended": { vi: "“{entry}”: đã hết thời hạn.", en: "“{entry}”: its dates have passed." },
  "schedule.problem.shares-over-whole": {
    vi: "{screen}: tổng tỷ lệ của các chiến dịch vượt 100 %; hệ thống chia lại theo tỷ lệ.",
    en: "{screen}: the campaigns ask for more than 100 % together; they are scaled to fit.",
  },
  "schedule.problem.does-not-fit": {
    vi: "{screen}: {count} nội dung không đủ thời gian để phát trong một vòng.",
    en: "{screen}: {count} items find no time within one cycle.",
  },
  "schedule.problem.hole": {
    vi: "{screen}: không có nội dung từ {from} đến {to}.",
    en: "{screen}: nothing is scheduled from {from} to {to}.",
  },
} satisfies Record<string, Message>;
