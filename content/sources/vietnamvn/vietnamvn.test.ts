import { describe, expect, it } from "vitest";
import { feedFile } from "../../../tests/support/feed-server.ts";
import { type ArticleReading, readArticlePage } from "../article-page.ts";
import { diffDaySitemaps, readDaySitemap, type SitemapEntry } from "../day-sitemap.ts";
import { addressOf, articleAddress, bindProfile, canonicalUrl, originalImageUrl } from "../source-site.ts";
import { decodeText } from "../text/decode-text.ts";
import { vietnamVn } from "./profile.ts";

interface Sample {
  file: string;
  url: string;
  http: { status: number };
  expect: Record<string, unknown>;
}

const samples: Sample[] = JSON.parse(feedFile("index.json").toString()).entries;
const site = bindProfile(vietnamVn, vietnamVn.baseUrl, vietnamVn.mediaBaseUrl);
const nowMs = Date.UTC(2026, 10, 21, 10);

function sampleOf(file: string): Sample {
  const sample = samples.find((entry) => entry.file === file);
  if (sample === undefined) throw new Error(`No sample ${file}.`);
  return sample;
}

function read(file: string): ArticleReading {
  const { url, http } = sampleOf(file);
  return readArticlePage(site, { status: http.status, url, html: decodeText(feedFile(file), null) }, nowMs);
}

/** An answer in the words of the samples' index. */
function inIndexWords(reading: ArticleReading): Record<string, unknown> {
  if (reading.kind !== "article") return { status: reading.kind };
  const iso = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString());
  return {
    status: "ok",
    lang: reading.language,
    key: reading.groupKey,
    title: reading.title,
    source: reading.paperName,
    origin: reading.originUrl,
    publishedAt: iso(reading.publishedAtMs),
    modifiedAt: iso(reading.modifiedAtMs),
    paras: reading.paragraphs.length,
    image: reading.imageUrl,
  };
}

describe("article pages", () => {
  it.each(samples.filter(({ file }) => file.startsWith("vietnamvn/article-")))("reads $file as expected", (sample) => {
    expect(inIndexWords(read(sample.file))).toMatchObject(sample.expect);
  });

  it("offers the other languages of the same article", () => {
    const reading = read("vietnamvn/article-vi.html");
    const languages = reading.kind === "article" ? reading.alternates.map(({ language }) => language) : [];
    expect(languages).toEqual(expect.arrayContaining(["vi", "en", "zh-Hans", "lo", "km", "th"]));
  });

  it("takes neither a captcha nor a block page for an article, nor for one that is gone", () => {
    for (const file of ["broken/captcha-200.html", "agencies/vov-403-waf.html"]) {
      const page = { status: 200, url: "https://www.vietnam.vn/bai-viet", html: feedFile(file).toString() };
      expect(readArticlePage(site, page, nowMs)).toEqual({ kind: "unreadable", reason: "not-an-article" });
    }
  });

  it("recognises pages that are gone behind status 200", () => {
    const at = (url: string, html: string) => readArticlePage(site, { status: 200, url, html }, nowMs);
    const gonePage = feedFile("vietnamvn/article-410.html").toString();
    const home = '<link rel="canonical" href="https://vietnam.vn/">';
    expect(at("https://www.vietnam.vn/bai-viet", gonePage)).toEqual({ kind: "gone", reason: "not-found-page" });
    expect(at("https://www.vietnam.vn/bai-viet", home)).toEqual({ kind: "gone", reason: "home-page" });
    expect(at("https://www.vietnam.vn/", "")).toEqual({ kind: "gone", reason: "home-page" });
  });

  it("refuses a Lao address that answers in Vietnamese", () => {
    const html = feedFile("vietnamvn/article-vi.html").toString().replaceAll('"inLanguage":"vi"', '"inLanguage":"lo"');
    const page = { status: 200, url: "https://www.vietnam.vn/lo/bai-viet", html };
    expect(readArticlePage(site, page, nowMs)).toEqual({ kind: "unreadable", reason: "wrong-script" });
  });
});

describe("the day's list", () => {
  const entriesOf = (file: string): readonly SitemapEntry[] => {
    const reading = readDaySitemap(site, feedFile(file).toString(), nowMs);
    return reading.kind === "sitemap" ? reading.entries : [];
  };

  it("reads each article with its date", () => {
    const { expect: wanted } = sampleOf("vietnamvn/sitemap-post-2026-11-21.xml");
    const entries = entriesOf("vietnamvn/sitemap-post-2026-11-21.xml");
    expect(entries.length).toBe(wanted.count);
    const first = entries[0];
    expect({ loc: first?.url, lastmod: new Date(first?.lastModifiedAtMs ?? 0).toISOString() }).toEqual(wanted.first);
  });

  it("tells what a second look added, edited and removed", () => {
    const before = entriesOf("vietnamvn/sitemap-post-2026-11-21.xml");
    const after = entriesOf("vietnamvn/sitemap-post-2026-11-21.poll2.xml");
    const { added, edited, removed } = diffDaySitemaps(before, after);
    const urls = (entries: readonly SitemapEntry[]) => entries.map(({ url }) => url);
    const { expect: wanted } = sampleOf("vietnamvn/sitemap-post-2026-11-21.poll2.xml");
    expect({ added: urls(added), edited: urls(edited), removed: urls(removed) }).toEqual({
      added: wanted.added,
      edited: wanted.edited,
      removed: wanted.removed,
    });
    expect(diffDaySitemaps(after, after)).toEqual({ added: [], edited: [], removed: [] });
  });

  it.each([
    ["a block page", feedFile("agencies/vov-403-waf.html").toString()],
    ["nothing", ""],
    ["entities", '<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>https://www.vietnam.vn/&a;</loc></url></urlset>'],
  ])("does not read %s as an empty list", (_what, text) => {
    expect(readDaySitemap(site, text, nowMs)).toEqual({ kind: "not-a-sitemap" });
  });

  it("drops and counts what is not an article of this site", () => {
    const links = ["https://evil.example/bai", "javascript:alert(1)", "ht!tp://::::", "https://www.vietnam.vn/tag/x"];
    const xml = `<urlset>${links.map((link) => `<url><loc>${link}</loc></url>`).join("")}</urlset>`;
    expect(readDaySitemap(site, xml, nowMs)).toEqual({ kind: "sitemap", entries: [], droppedCount: 4 });
  });
});

describe("addresses", () => {
  const page = "https://www.vietnam.vn/";

  it("writes every spelling of a link one way", () => {
    const wanted = "https://www.vietnam.vn/but-pha-xuat-nhap-khau";
    for (const link of [
      "/but-pha-xuat-nhap-khau/",
      `${wanted}?utm_source=home#x`,
      "//vcdn.vietnam.vn/but-pha-xuat-nhap-khau",
    ]) {
      expect(canonicalUrl(site, link, page)).toBe(wanted);
    }
    expect(canonicalUrl(site, "javascript:void(0)", page)).toBeUndefined();
    expect(canonicalUrl(site, "https://www.vietnam.vn.evil.example/a", page)).toBeUndefined();
  });

  it("gives one group to every language of an article", () => {
    const keys = ["/but-pha", "/en/but-pha", "/zh-cn/but-pha"].map((link) => articleAddress(site, link, page));
    expect(keys.map((key) => [key?.groupKey, key?.language])).toEqual([
      ["but-pha", "vi"],
      ["but-pha", "en"],
      ["but-pha", "zh-Hans"],
    ]);
    expect(articleAddress(site, "/but-pha?page=2#top", page)?.url).toBe("https://www.vietnam.vn/but-pha");
    expect(articleAddress(site, "/xx/but-pha", page)).toBeUndefined();
  });

  it("turns a thumbnail into its original and takes no picture from elsewhere", () => {
    const thumbnail =
      "https://vphoto.vietnam.vn/thumb/640x360/vietnam/resource/IMAGE/2025/5/18/dbf5293517d642f1be1208d9a05c2352";
    const original = "https://vstatic.vietnam.vn/vietnam/resource/IMAGE/2025/5/18/dbf5293517d642f1be1208d9a05c2352";
    expect(originalImageUrl(site, thumbnail, page)).toBe(original);
    expect(originalImageUrl(site, original, page)).toBe(original);
    expect(originalImageUrl(site, "data:image/gif;base64,R0lGOD", page)).toBeUndefined();
    expect(originalImageUrl(site, "https://evil.example/a.jpg", page)).toBeUndefined();
  });

  it("fetches public links from the operator's own base, and only then", () => {
    const mirror = bindProfile(vietnamVn, "http://127.0.0.1:4000", "http://127.0.0.1:4001");
    const at = (link: string) => addressOf(mirror, new URL(link)).href;
    expect(at("https://vcdn.vietnam.vn/en/a?b=1")).toBe("http://127.0.0.1:4000/en/a?b=1");
    expect(at("https://vstatic.vietnam.vn/x.jpeg")).toBe("http://127.0.0.1:4001/x.jpeg");
    expect(at("https://evil.example/a")).toBe("https://evil.example/a");
    expect(addressOf(site, new URL("https://cdn.vietnam.vn/a")).href).toBe("https://cdn.vietnam.vn/a");
    expect(canonicalUrl(mirror, "http://127.0.0.1:4000/en/a", page)).toBe("https://www.vietnam.vn/en/a");
    expect([...site.policy.operatorOrigins]).toEqual([]);
  });
});
