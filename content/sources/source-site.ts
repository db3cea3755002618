import type { FetchPolicy } from "./net/url-rule.ts";
import type { SourceProfile } from "./source-profile.ts";

/** A profile together with the addresses at which it is really fetched. */
export interface SourceSite {
  readonly profile: SourceProfile;
  readonly baseOrigin: string;
  readonly mediaOrigin: string;
  readonly policy: FetchPolicy;
}

export interface ArticleAddress {
  /** Public, canonical: the same text for every way of writing the link. */
  readonly url: string;
  /** Same on every language of one article. */
  readonly groupKey: string;
  readonly language: string;
}

/** As long as a source address may be in an airing document. */
const MAX_URL_LENGTH = 2_000;
const TRACKING = /^(utm_\w+|fbclid|gclid|zarsrc|_gl|mc_[ce]id)$/i;

/**
 * Binds a profile to base addresses. Addresses that differ from the profile's own are the operator's: they are the only
 * ones that may be private, and pages that name the public hosts are fetched from them instead.
 */
export function bindProfile(profile: SourceProfile, baseUrl: string, mediaBaseUrl: string): SourceSite {
  const baseOrigin = new URL(baseUrl).origin;
  const mediaOrigin = new URL(mediaBaseUrl).origin;
  const own = new Set([new URL(profile.baseUrl).origin, new URL(profile.mediaBaseUrl).origin]);
  return {
    profile,
    baseOrigin,
    mediaOrigin,
    policy: {
      hosts: new Set([...profile.hosts, ...profile.mediaHosts]),
      operatorOrigins: new Set([baseOrigin, mediaOrigin].filter((origin) => !own.has(origin))),
      plainHttp: profile.plainHttp,
    },
  };
}

/** Where a public address of this site is really fetched. Foreign addresses come back unchanged, to be refused. */
export function addressOf(site: SourceSite, url: URL): URL {
  const { profile, policy } = site;
  if (profile.hosts.includes(url.hostname) && policy.operatorOrigins.has(site.baseOrigin)) {
    return new URL(url.pathname + url.search, site.baseOrigin);
  }
  if (profile.mediaHosts.includes(url.hostname) && policy.operatorOrigins.has(site.mediaOrigin)) {
    return new URL(url.pathname + url.search, site.mediaOrigin);
  }
  return url;
}

/**
 * The canonical public https address of a link found on `pageUrl`, or `undefined` when it leads off the site's pages.
 * Host alias, fragment, trailing slash and tracking are removed; the query is sorted.
 */
export function canonicalUrl(site: SourceSite, link: string, pageUrl: string): string | undefined {
  const url = resolveLink(link, pageUrl);
  if (url === undefined) return undefined;
  const isOwnHost = url.origin === site.baseOrigin || site.profile.hosts.includes(url.hostname);
  const host = site.profile.hosts[0];
  if (!isOwnHost || host === undefined) return undefined;
  const canonical = new URL(url.pathname.replace(/(?!^)\/+$/, ""), `https://${host}`);
  const query = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  query.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [name, value] of query) canonical.searchParams.append(name, value);
  return canonical.href;
}

/**
 * Reads a link as the address of an article: canonical address without any query, group key and language; `undefined`
 * for other pages.
 */
export function articleAddress(site: SourceSite, link: string, pageUrl: string): ArticleAddress | undefined {
  const canonical = canonicalUrl(site, link, pageUrl);
  if (canonical === undefined) return undefined;
  const { origin, pathname } = new URL(canonical);
  const parts = pathname.split("/").filter((part) => part !== "");
  const [prefix = "", slug] = parts.length === 2 ? parts : ["", parts[0]];
  const language = Object.hasOwn(site.profile.languagePrefixes, prefix)
    ? site.profile.languagePrefixes[prefix]
    : undefined;
  if (parts.length > 2 || slug === undefined || language === undefined) return undefined;
  if (site.profile.notArticles.includes(slug) || !/^[a-z0-9][a-z0-9-]{2,299}$/.test(slug)) return undefined;
  return { url: origin + pathname, groupKey: slug, language };
}

/**
 * The public https address of the original behind a picture link: a thumbnailer's address is turned into the
 * original's. `undefined` for pictures that are not on the publisher's own hosts.
 */
export function originalImageUrl(site: SourceSite, link: string, pageUrl: string): string | undefined {
  const url = resolveLink(link, pageUrl);
  const { profile } = site;
  if (url === undefined) return undefined;
  const isOwnMedia = url.origin === site.mediaOrigin || profile.mediaHosts.includes(url.hostname);
  if (!isOwnMedia && !profile.hosts.includes(url.hostname)) return undefined;
  const path = url.pathname.replace(profile.thumbnailPath, "");
  const isThumbnail = path !== url.pathname;
  const origin = isThumbnail || url.origin === site.mediaOrigin ? profile.mediaBaseUrl : `https://${url.host}`;
  const { href } = new URL(path + url.search, origin);
  return href.length <= MAX_URL_LENGTH ? href : undefined;
}

/** Address of one day's list of articles. */
export function daySitemapAddress(site: SourceSite, date: string): string {
  return new URL(site.profile.daySitemapPath.replace("{date}", date), site.baseOrigin).href;
}

/** Address of the site's robots.txt. */
export function robotsAddress(site: SourceSite): string {
  return new URL("/robots.txt", site.baseOrigin).href;
}

/** Absolute http(s) URL of a link. Text with `://` that is no absolute URL is refused: `new URL` would make it a path. */
function resolveLink(link: string, pageUrl: string): URL | undefined {
  const text = link.trim();
  if (text === "" || (text.includes("://") && !/^https?:\/\//i.test(text))) return undefined;
  if (!URL.canParse(text, pageUrl)) return undefined;
  const url = new URL(text, pageUrl);
  return url.protocol === "https:" || url.protocol === "http:" ? url : undefined;
}
