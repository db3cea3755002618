import { readdir } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { feedAnswer, feedFile } from "../../../tests/support/feed-server.ts";
import {
  ARTICLE_URL,
  createPublisherContext,
  IMAGE_PATH,
  type PublisherContext,
  SLUG,
  samplePicture,
} from "../../../tests/support/publisher.ts";
import { text } from "../../messages/catalogue.ts";
import { getAsset } from "../assets/get-asset.ts";
import { listReference } from "../reference/list-reference.ts";
import { createSite } from "../sites/create-site.ts";
import { addInboxItem } from "./add-inbox-item.ts";
import { dismissInboxItem } from "./dismiss-inbox-item.ts";
import { fetchInboxItem } from "./fetch-inbox-item.ts";
import { INBOX_FAILURES, inboxFailureMessage } from "./inbox-failure.ts";
import { listInbox } from "./list-inbox.ts";

let test: PublisherContext;
afterEach(() => test.close());

const add = (url: string) => addInboxItem(test.ctx, { sourceId: test.sourceId, url });
const fetchAt = async (url: string) => fetchInboxItem(test.ctx, { inboxItemId: (await add(url)).id });
const articleWith = (change: (html: string) => string) => ({
  headers: { "content-type": "text/html; charset=utf-8" },
  body: change(feedFile("vietnamvn/article-vi.html").toString()),
});

describe("fetching an article", () => {
  it("reads text, credit and picture from the mirror and keeps the public address", async () => {
    test = await createPublisherContext();
    test.publisher.route(IMAGE_PATH, samplePicture());
    const item = await fetchAt(ARTICLE_URL);
    expect(item).toMatchObject({
      state: "fetched",
      canonicalUrl: ARTICLE_URL,
      language: "vi",
      title: "Thông suốt vận chuyển hàng hóa hai chiều qua cặp cửa khẩu tại Lạng Sơn",
      credit: "Nguồn: Báo Lạng Sơn qua Vietnam.vn",
      originUrl: "https://baolangson.vn/thong-suot-van-chuyen-hang-hoa-hai-chieu-5071999.html",
      imageUrl: `https://vstatic.vietnam.vn${IMAGE_PATH}`,
      publishedAtMs: Date.UTC(2026, 10, 21, 4, 4, 10),
      failure: null,
    });
    expect(test.publisher.hits).toEqual(["/robots.txt", `/${SLUG}`, IMAGE_PATH]);
    const asset = await getAsset(test.ctx, { assetSha256: item.imageAssetSha256 ?? "" });
    expect(asset).toMatchObject({ state: "queued" });
  });

  it("fetches the picture once, however often the article is read", async () => {
    test = await createPublisherContext();
    test.publisher.route(IMAGE_PATH, samplePicture());
    await fetchAt(ARTICLE_URL);
    expect(await fetchAt(ARTICLE_URL)).toMatchObject({ state: "fetched", failure: null });
    expect(test.publisher.hits.filter((path) => path === IMAGE_PATH)).toHaveLength(1);
  });

  it("offers the languages that our sites speak, and no others", async () => {
    test = await createPublisherContext();
    await createSite(test.ctx, { gateId: await gateWithLao() });
    await fetchAt(ARTICLE_URL);
    const { items } = await listInbox(test.ctx);
    const languages = new Set(items.map(({ language }) => language));
    expect(languages.has("lo")).toBe(true);
    expect(languages.has("ro")).toBe(false);
    expect(new Set(items.map(({ groupKey }) => groupKey))).toEqual(new Set([SLUG]));
  });

  it("marks a machine's translation as such", async () => {
    test = await createPublisherContext();
    expect(await fetchAt(`https://www.vietnam.vn/zh-cn/${SLUG}`)).toMatchObject({
      language: "zh-Hans",
      credit: "Nguồn: Báo Lạng Sơn qua Vietnam.vn (bản dịch máy)",
    });
  });

  it.each([
    ["images/html-named.jpg", "picture-not-an-image"],
    ["images/script.svg", "picture-format-not-allowed"],
    ["images/tracking-1x1.gif", "picture-too-small"],
  ])("takes the article without %s, and stores nothing of it", async (file, failure) => {
    test = await createPublisherContext();
    test.publisher.route(IMAGE_PATH, feedAnswer(file, { "content-type": "image/jpeg" }));
    expect(await fetchAt(ARTICLE_URL)).toMatchObject({ state: "fetched", failure, imageAssetSha256: null });
    expect((await readdir(`${test.dir}/store`)).filter((name) => name !== "work")).toEqual([]);
    expect(await readdir(test.ctx.store.workDir)).toEqual([]);
  });

  it("keeps hostile markup as plain words", async () => {
    test = await createPublisherContext();
    const evil = "<img src=x onerror=alert(1)>Tin &lt;b&gt;\\u202egnp.exe";
    const withEvil = (html: string) => html.replaceAll(/"headline":"[^"]*"/g, `"headline":"${evil}"`);
    test.publisher.route(`/${SLUG}`, articleWith(withEvil));
    expect((await fetchAt(ARTICLE_URL)).title).toBe("Tin <b>gnp.exe");
  });

  it.each([
    ["a removed page", feedAnswer("vietnamvn/article-410.html", {}, 410), "gone"],
    ["a removed page with status 200", feedAnswer("vietnamvn/article-410.html"), "gone"],
    ["a redirect to the home page", { status: 302, headers: { location: "https://www.vietnam.vn/" } }, "gone"],
    ["a wall", feedAnswer("agencies/vov-403-waf.html", {}, 403), "blocked"],
    ["a captcha", feedAnswer("broken/captcha-200.html"), "not-an-article"],
    ["a fault", { status: 502 }, "server-error"],
    ["a redirect inside our network", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, "refused-url"],
    ["another article", { status: 301, headers: { location: "/en/other-article" } }, "not-an-article"],
    ["the Vietnamese page under English", feedAnswer("vietnamvn/article-vi.html"), "wrong-language"],
  ])("says what stands in the way of reading %s", async (what, answer, failure) => {
    test = await createPublisherContext();
    test.publisher.route("/", { body: "<title>Trang chủ</title>" });
    test.publisher.route("/en/other-article", { body: "<title>Khác</title>" });
    const path = what.endsWith("English") ? `/en/${SLUG}` : `/${SLUG}`;
    test.publisher.route(path, answer);
    expect(await fetchAt(`https://www.vietnam.vn${path}`)).toMatchObject({ state: "failed", failure, title: null });
  });

  it("keeps what was read before when the source then fails", async () => {
    test = await createPublisherContext();
    await fetchAt(ARTICLE_URL);
    test.publisher.route(`/${SLUG}`, { status: 500 });
    expect(await fetchAt(ARTICLE_URL)).toMatchObject({ state: "fetched", failure: "server-error" });
    expect((await fetchAt(ARTICLE_URL)).title).toMatch(/^Thông suốt/);
  });

  it("refuses addresses that are no article of the source, and what was dismissed", async () => {
    test = await createPublisherContext();
    for (const url of ["https://evil.example/bai-viet", "https://www.vietnam.vn/tag/x", "javascript:alert(1)", ""]) {
      await expect(add(url)).rejects.toMatchObject({ code: "bad-input" });
    }
    const item = await add(ARTICLE_URL);
    await dismissInboxItem(test.ctx, { inboxItemId: item.id });
    await expect(fetchInboxItem(test.ctx, { inboxItemId: item.id })).rejects.toMatchObject({ code: "conflict" });
    expect(test.publisher.hits).toEqual([]);
  });

  it("has a sentence in both languages for every failure", async () => {
    test = await createPublisherContext();
    for (const failure of INBOX_FAILURES) {
      expect(text("vi", inboxFailureMessage(failure))).not.toBe(text("en", inboxFailureMessage(failure)));
    }
  });
});

async function gateWithLao(): Promise<string> {
  const gate = (await listReference(test.ctx.db, "gate")).find(({ languages }) => languages.includes("lo"));
  if (gate === undefined) throw new Error("The reference has no gate that speaks Lao.");
  return gate.id;
}
