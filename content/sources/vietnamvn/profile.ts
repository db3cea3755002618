import type { SourceProfile } from "../source-profile.ts";

/**
 * Vietnam.vn: one slug carries every language of an article, behind a path prefix. About 1 600 articles a day, listed
 * in one sitemap a day. Addresses and class names were read from public code and stored pages, not confirmed live.
 */
export const vietnamVn: SourceProfile = {
  id: "vietnamvn",
  name: "Vietnam.vn",
  baseUrl: "https://www.vietnam.vn",
  mediaBaseUrl: "https://vstatic.vietnam.vn",
  hosts: ["www.vietnam.vn", "vietnam.vn", "vcdn.vietnam.vn"],
  mediaHosts: ["vstatic.vietnam.vn", "vphoto.vietnam.vn", "cdn.vietnam.vn"],
  plainHttp: false,
  timeZone: "Asia/Ho_Chi_Minh",
  daySitemapPath: "/sitemap/sitemap-post/{date}.xml",
  languagePrefixes: {
    "": "vi",
    vi: "vi",
    en: "en",
    "zh-cn": "zh-Hans",
    lo: "lo",
    km: "km",
    th: "th",
    ko: "ko",
    ja: "ja",
    fr: "fr",
    es: "es",
    ru: "ru",
    uk: "uk",
    ro: "ro",
  },
  machineTranslated: ["lo", "km", "th", "zh-Hans"],
  notArticles: ["category", "tag", "authors", "events", "sitemap", "search"],
  thumbnailPath: /^\/thumb\/\d{1,5}x\d{1,5}(?=\/)/,
  selectors: {
    title: "h1",
    summary: ".post-detail-sapo",
    paperName: ".post-detail-org span",
    paragraph: ".post-detail-body p",
    caption: ".post-detail-body figcaption",
  },
  originLine: /^(Nguồn|Source)\s*:/i,
  notFoundWords: /\b404\b|không tìm thấy|not found/i,
  gapMs: 5_000,
  newsLifetimeMs: 72 * 3_600_000,
};
