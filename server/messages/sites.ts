import type { Message } from "./catalogue.ts";

export const sites = {
  "sites.gate-unknown": {
    vi: "Danh mục cửa khẩu không có mã “{gateId}”.",
    en: "The reference knows no gate “{gateId}”.",
  },
  "sites.gate-taken": {
    vi: "Cửa khẩu này đã có điểm đặt màn hình: {name}.",
    en: "This gate already has a site: {name}.",
  },
  "sites.site-retired": { vi: "Điểm này đã ngừng dùng.", en: "This site is no longer in use." },
  "sites.cluster-retired": { vi: "Cụm này đã ngừng dùng.", en: "This cluster is no longer in use." },
  "sites.screen-retired": { vi: "Màn hình này đã ngừng dùng.", en: "This screen is no longer in use." },
  "sites.site-has-clusters": {
    vi: "Còn {count} cụm đang dùng ở điểm này. Ngừng dùng các cụm trước.",
    en: "{count} clusters are still in use at this site. Retire them first.",
  },
  "sites.cluster-has-screens": {
    vi: "Còn {count} màn hình đang dùng trong cụm này. Ngừng dùng các màn hình trước.",
    en: "{count} screens are still in use in this cluster. Retire them first.",
  },
  "sites.mix-not-whole": {
    vi: "Tỷ lệ các ngôn ngữ cộng lại phải đúng 100 %; hiện là {sum} %.",
    en: "The shares of the languages must make exactly 100 %; they make {sum} %.",
  },
  "sites.mix-language-twice": {
    vi: "Ngôn ngữ “{language}” có hai lần.",
    en: "The language “{language}” is named twice.",
  },
  "sites.mix-minimum-above-share": {
    vi: "“{language}”: mức tối thiểu {minimum} % cao hơn tỷ lệ {share} %.",
    en: "“{language}”: the minimum of {minimum} % is above the share of {share} %.",
  },
  "sites.mix-language-unknown": {
    vi: "Danh mục ngôn ngữ không có mã “{language}”.",
    en: "The reference knows no language “{language}”.",
  },
  "sites.bad-tags": {
    vi: "Nhãn gồm chữ, số, dấu cách, chấm, gạch ngang hoặc gạch dưới, bắt đầu bằng chữ hoặc số, dài nhất 40 ký tự; nhiều nhất {max} nhãn.",
    en: "A label has letters, digits, spaces, dots, hyphens or underscores, begins with a letter or digit and is at most 40 characters long; at most {max} labels.",
  },
  "sites.bad-hours": { vi: "Giờ hoạt động chưa hợp lệ: {what}.", en: "The operating hours are not valid: {what}." },
  "sites.too-many-hours": {
    vi: "Điểm này đã có {max} lần đổi giờ hoạt động.",
    en: "This site has had {max} changes of operating hours already.",
  },
} satisfies Record<string, Message>;
