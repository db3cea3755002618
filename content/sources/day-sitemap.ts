import { load } from "cheerio/slim";
import { type ArticleAddress, articleAddress, type SourceSite } from "./source-site.ts";
import { isoInstant } from "./text/iso-instant.ts";

export interface SitemapEntry extends ArticleAddress {
  readonly lastModifiedAtMs: number | null;
}

export type DaySitemap =
  | { readonly kind: "sitemap"; readonly entries: readonly SitemapEntry[]; readonly droppedCount: number }
  /** HTML, an empty body, or XML that defines entities: the site did not answer with its list. */
  | { readonly kind: "not-a-sitemap" };

const MAX_ENTRIES = 50_000;

/**
 * Reads one day's list of articles. Entries that are no article of this site are dropped and counted; the same address
 * twice keeps the later date. Never throws, whatever the text.
 */
export function readDaySitemap(site: SourceSite, xml: string, nowMs: number): DaySitemap {
  if (/<!ENTITY/i.test(xml)) return { kind: "not-a-sitemap" };
  const $ = load(xml, { xml: true });
  if ($("urlset").length === 0) return { kind: "not-a-sitemap" };
  const entries = new Map<string, SitemapEntry>();
  let droppedCount = 0;
  for (const element of $("urlset > url").slice(0, MAX_ENTRIES).toArray()) {
    const address = articleAddress(site, $(element).children("loc").text(), site.baseOrigin);
    if (address === undefined) {
      droppedCount += 1;
      continue;
    }
    const lastModifiedAtMs = isoInstant($(element).children("lastmod").text(), nowMs) ?? null;
    const earlier = entries.get(address.url);
    if (earlier === undefined || (lastModifiedAtMs ?? 0) > (earlier.lastModifiedAtMs ?? 0)) {
      entries.set(address.url, { ...address, lastModifiedAtMs });
    }
  }
  return { kind: "sitemap", entries: [...entries.values()], droppedCount };
}

export interface SitemapDiff {
  readonly added: readonly SitemapEntry[];
  /** The date moved forward. */
  readonly edited: readonly SitemapEntry[];
  readonly removed: readonly SitemapEntry[];
}

/** What changed between two readings of the same day. An article that only lost its date is not edited. */
export function diffDaySitemaps(before: readonly SitemapEntry[], after: readonly SitemapEntry[]): SitemapDiff {
  const old = new Map(before.map((entry) => [entry.url, entry]));
  const now = new Set(after.map((entry) => entry.url));
  return {
    added: after.filter((entry) => !old.has(entry.url)),
    edited: after.filter((entry) => {
      const earlier = old.get(entry.url);
      return earlier !== undefined && (entry.lastModifiedAtMs ?? 0) > (earlier.lastModifiedAtMs ?? 0);
    }),
    removed: before.filter((entry) => !now.has(entry.url)),
  };
}
