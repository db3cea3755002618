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
} satisfies Record<string, Message>;
