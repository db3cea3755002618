import { type CheerioAPI, load } from "cheerio/slim";
import { findArticleData, type LinkedData, textMember, urlMember } from "./json-ld.ts";
import { articleAddress, canonicalUrl, originalImageUrl, type SourceSite } from "./source-site.ts";
import { isoInstant } from "./text/iso-instant.ts";
import { plainText } from "./text/plain-text.ts";
import { isInScriptOf } from "./text/script-rule.ts";

export interface FetchedPage {
  readonly status: number;
  /** Address that answered, after redirects; public or as fetched. */
  readonly url: string;
  readonly html: string;
}

/** What an article says of itself; every text is plain. */
export interface Article {
  readonly kind: "article";
  readonly language: string;
  readonly groupKey: string;
  readonly title: string;
  readonly summary: string;
  /** The newspaper it was taken from. */
  readonly paperName: string | null;
  readonly originUrl: string | null;
  /** To the second, as feeds carry it. */
  readonly publishedAtMs: number | null;
  readonly modifiedAtMs: number | null;
  /** Original size, on the publisher's own hosts. */
  readonly imageUrl: string | null;
  readonly imageCaption: string;
  readonly paragraphs: readonly string[];
  /** The same article in other languages. */
  readonly alternates: readonly { readonly language: string; readonly url: string }[];
}

export type ArticleReading =
  | Article
  | { readonly kind: "gone"; readonly reason: "status" | "home-page" | "noindex" | "not-found-page" }
  /** Neither an article nor a page that says it is gone: a captcha, a block page, another layout. */
  | { readonly kind: "unreadable"; readonly reason: "not-an-article" | "wrong-script" };

/**
 * Reads an article page: JSON-LD first, then OpenGraph, then the visible page. A page that is gone is recognised also
 * when its status says otherwise. Never throws, whatever the markup.
 */
export function readArticlePage(site: SourceSite, page: FetchedPage, nowMs: number): ArticleReading {
  if (page.status === 404 || page.status === 410) return { kind: "gone", reason: "status" };
  const $ = load(page.html);
  const address = articleAddress(site, page.url, site.baseOrigin);
  const homePage = canonicalUrl(site, "/", site.baseOrigin);
  if ([canonicalOf(site, $, page), canonicalUrl(site, page.url, site.baseOrigin)].includes(homePage)) {
    return { kind: "gone", reason: "home-page" };
  }
  const data = findArticleData(blocksOf($));
  const title = titleOf(site, $, data);
  const isNoindex = /\bnoindex\b/i.test($('meta[name="robots"]').attr("content") ?? "");
  const isArticle = data !== undefined || $('meta[property="og:type"]').attr("content") === "article";
  if (!isArticle || title === "" || address === undefined) {
    const heading = `${$("title").first().text()} ${$(site.profile.selectors.title).first().text()}`;
    const saysGone = site.profile.notFoundWords.test(heading.normalize("NFC"));
    return saysGone ? { kind: "gone", reason: "not-found-page" } : { kind: "unreadable", reason: "not-an-article" };
  }
  if (isNoindex) return { kind: "gone", reason: "noindex" };
  const language = languageOf(site, $, data) ?? address.language;
  if (!isInScriptOf(title, language)) return { kind: "unreadable", reason: "wrong-script" };
  return {
    kind: "article",
    language,
    groupKey: address.groupKey,
    title,
    summary: summaryOf(site, $, data),
    paperName: paperNameOf(site, $, data),
    originUrl: originOf(site, $, data),
    publishedAtMs: dateOf($, data, "datePublished", "article:published_time", nowMs),
    modifiedAtMs: dateOf($, data, "dateModified", "article:modified_time", nowMs),
    imageUrl: imageOf(site, $, data, page.url),
    imageCaption: plainText($(site.profile.selectors.caption).first().html() ?? ""),
    paragraphs: paragraphsOf(site, $).filter((text) => !site.profile.originLine.test(text)),
    alternates: alternatesOf(site, $, page.url),
  };
}

function blocksOf($: CheerioAPI): string[] {
  return $('script[type="application/ld+json"]')
    .toArray()
    .map((element) => $(element).text());
}

function canonicalOf(site: SourceSite, $: CheerioAPI, page: FetchedPage): string | undefined {
  const link = $('link[rel="canonical"]').attr("href");
  return link === undefined ? undefined : canonicalUrl(site, link, page.url);
}

function firstText(...candidates: readonly (string | undefined | null)[]): string {
  for (const candidate of candidates) {
    const text = plainText(candidate ?? "");
    if (text !== "") return text;
  }
  return "";
}

function titleOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined): string {
  return firstText(textMember(data, "headline"), metaOf($, "og:title"), $(site.profile.selectors.title).first().html());
}

function summaryOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined): string {
  return firstText(
    textMember(data, "description"),
    $(site.profile.selectors.summary).first().html(),
    metaOf($, "og:description"),
  );
}

function paperNameOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined): string | null {
  return firstText(textMember(data, "author"), $(site.profile.selectors.paperName).first().html()) || null;
}

/** The original's address, from JSON-LD or the page's last line. Kept for the record, never fetched. */
function originOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined): string | null {
  const line = paragraphsOf(site, $).find((text) => site.profile.originLine.test(text));
  const candidate = urlMember(data, "isBasedOn") ?? /https?:\/\/\S+/.exec(line ?? "")?.[0];
  if (candidate === undefined || candidate.length > 2_000 || !URL.canParse(candidate)) return null;
  const url = new URL(candidate);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
}

function languageOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined): string | undefined {
  const declared = (textMember(data, "inLanguage") ?? $("html").attr("lang") ?? "").toLowerCase();
  const prefixes = site.profile.languagePrefixes;
  return declared !== "" && Object.hasOwn(prefixes, declared) ? prefixes[declared] : undefined;
}

function dateOf(
  $: CheerioAPI,
  data: LinkedData | undefined,
  member: string,
  property: string,
  nowMs: number,
): number | null {
  const atMs = isoInstant(textMember(data, member), nowMs) ?? isoInstant(metaOf($, property), nowMs);
  return atMs === undefined ? null : Math.floor(atMs / 1_000) * 1_000;
}

function imageOf(site: SourceSite, $: CheerioAPI, data: LinkedData | undefined, pageUrl: string): string | null {
  const candidates = [urlMember(data, "image"), metaOf($, "og:image")];
  for (const candidate of candidates) {
    const url = candidate === undefined ? undefined : originalImageUrl(site, candidate, pageUrl);
    if (url !== undefined) return url;
  }
  return null;
}

function paragraphsOf(site: SourceSite, $: CheerioAPI): string[] {
  return $(site.profile.selectors.paragraph)
    .toArray()
    .map((element) => plainText($(element).html() ?? ""))
    .filter((text) => text !== "");
}

function alternatesOf(site: SourceSite, $: CheerioAPI, pageUrl: string): { language: string; url: string }[] {
  const found = new Map<string, { language: string; url: string }>();
  for (const element of $('link[rel="alternate"][hreflang]').toArray()) {
    const address = articleAddress(site, $(element).attr("href") ?? "", pageUrl);
    if (address !== undefined) found.set(address.url, { language: address.language, url: address.url });
  }
  return [...found.values()];
}

function metaOf($: CheerioAPI, property: string): string | undefined {
  return $(`meta[property="${property}"]`).attr("content");
}
