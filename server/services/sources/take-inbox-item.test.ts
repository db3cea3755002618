import { afterEach, describe, expect, it } from "vitest";
import { AiringDocument } from "../../../schemas/airing-document.ts";
import { feedAnswer, feedFile } from "../../../tests/support/feed-server.ts";
import {
  ARTICLE_URL,
  createPublisherContext,
  IMAGE_PATH,
  type PublisherContext,
  SLUG,
  samplePicture,
  secondList,
  TODAY_PATH,
} from "../../../tests/support/publisher.ts";
import { submitForApproval } from "../approval/submit-for-approval.ts";
import { processQueuedAssets } from "../assets/process-queued-assets.ts";
import { getStory, listStories } from "../stories/list-stories.ts";
import { currentWithdrawals } from "../withdrawals/current-withdrawals.ts";
import { addInboxItem } from "./add-inbox-item.ts";
import { fetchInboxItem } from "./fetch-inbox-item.ts";
import { listInbox } from "./list-inbox.ts";
import { pollSource } from "./poll-source.ts";
import { takeInboxItem } from "./take-inbox-item.ts";

let test: PublisherContext;
afterEach(() => test.close());

const NEWS_MS = 72 * 3_600_000;
const poll = () => pollSource(test.ctx, { sourceId: test.sourceId });

async function take(url: string): Promise<{ storyId: string; editionVersionId: string }> {
  const item = await addInboxItem(test.ctx, { sourceId: test.sourceId, url });
  await fetchInboxItem(test.ctx, { inboxItemId: item.id });
  return takeInboxItem(test.ctx, { inboxItemId: item.id });
}

async function versionOf(taken: { storyId: string; editionVersionId: string }) {
  const { editions } = await getStory(test.ctx, { storyId: taken.storyId });
  const found = editions
    .flatMap((edition) => edition.versions.map((version) => ({ ...version, language: edition.language })))
    .find((version) => version.editionVersionId === taken.editionVersionId);
  if (found === undefined) throw new Error("The version is not in its story.");
  return found;
}

/** As when the slide is on the air: taken and sent for approval. */
async function takeAndSubmit(): Promise<string> {
  await poll();
  const taken = await take(ARTICLE_URL);
  return (await submitForApproval(test.ctx, { editionVersionId: taken.editionVersionId })).airingSha256;
}

const withdrawn = async () =>
  (await currentWithdrawals(test.ctx)).document?.entries.map((entry) => entry.airingSha256) ?? [];
const itemState = async () =>
  (await listInbox(test.ctx, { limit: 200 })).items.find(({ canonicalUrl }) => canonicalUrl === ARTICLE_URL)?.state;

describe("taking an article", () => {
  it("makes a slide with headline, summary, picture, QR, credit, language and expiry", async () => {
    test = await createPublisherContext();
    test.publisher.route(IMAGE_PATH, samplePicture());
    const version = await versionOf(await take(ARTICLE_URL));
    expect(version).toMatchObject({
      language: "vi",
      kind: "slide",
      templateId: "headline",
      fields: {
        headline: "Thông suốt vận chuyển hàng hóa hai chiều qua cặp cửa khẩu tại Lạng Sơn",
        summary: "Ngày đầu thí điểm, việc thông quan tại cửa khẩu quốc tế Hữu Nghị diễn ra thuận lợi.",
        credit: "Nguồn: Báo Lạng Sơn qua Vietnam.vn",
        languageName: "Tiếng Việt",
        qr: { targetUrl: ARTICLE_URL, caption: "Quét để đọc tiếp" },
      },
      sourceUrl: ARTICLE_URL,
      needsNativeCheck: false,
      version: 1,
    });
    expect(version.asset).toMatchObject({ state: "queued" });
    // Published two hours after the test's own clock: counted from now.
    expect(version.notAfterMs).toBe(test.ctx.now() + NEWS_MS);
    expect(version.durationMs).toBeGreaterThanOrEqual(8_000);
  });

  it("counts the expiry from publication, and from now for a piece chosen when it was old already", async () => {
    test = await createPublisherContext();
    test.clock.advance(24 * 3_600_000);
    const recent = await versionOf(await take(ARTICLE_URL));
    expect(recent.notAfterMs).toBe(Date.UTC(2026, 10, 21, 4, 4, 10) + NEWS_MS);
    test.clock.advance(NEWS_MS);
    const old = await versionOf(await take(`https://www.vietnam.vn/en/${SLUG}`));
    expect(old.notAfterMs).toBe(test.ctx.now() + NEWS_MS);
  });

  it("joins the other languages of the same article to one story, and wants a reader of Chinese", async () => {
    test = await createPublisherContext();
    const vi = await take(ARTICLE_URL);
    const en = await take(`https://www.vietnam.vn/en/${SLUG}`);
    const zh = await take(`https://www.vietnam.vn/zh-cn/${SLUG}`);
    expect(new Set([vi.storyId, en.storyId, zh.storyId]).size).toBe(1);
    expect((await listStories(test.ctx)).items).toHaveLength(1);
    expect(await versionOf(zh)).toMatchObject({
      language: "zh-Hans",
      needsNativeCheck: true,
      fields: { languageName: "简体中文", qr: { targetUrl: `https://www.vietnam.vn/zh-cn/${SLUG}` } },
    });
    expect(await versionOf(en)).toMatchObject({ language: "en", needsNativeCheck: false, version: 1 });
  });

  it("takes an item once, and only after it was read", async () => {
    test = await createPublisherContext();
    const item = await addInboxItem(test.ctx, { sourceId: test.sourceId, url: ARTICLE_URL });
    await expect(takeInboxItem(test.ctx, { inboxItemId: item.id })).rejects.toMatchObject({ code: "conflict" });
    await fetchInboxItem(test.ctx, { inboxItemId: item.id });
    const approver = await test.asPerson(["approver"]);
    await expect(takeInboxItem(approver, { inboxItemId: item.id })).rejects.toMatchObject({ code: "not-allowed" });
    await takeInboxItem(test.ctx, { inboxItemId: item.id });
    await expect(takeInboxItem(test.ctx, { inboxItemId: item.id })).rejects.toMatchObject({ code: "conflict" });
    expect((await listStories(test.ctx)).items).toHaveLength(1);
  });

  it("can be submitted once its picture has been made anew, and never shows the publisher's own bytes", async () => {
    test = await createPublisherContext();
    test.publisher.route(IMAGE_PATH, samplePicture());
    const taken = await take(ARTICLE_URL);
    await expect(submitForApproval(test.ctx, taken)).rejects.toMatchObject({ code: "conflict" });
    await processQueuedAssets(test.ctx);
    const { airingSha256 } = await submitForApproval(test.ctx, { editionVersionId: taken.editionVersionId });
    const row = await test.ctx.db
      .selectFrom("airing_documents")
      .select("document")
      .where("sha256", "=", airingSha256)
      .executeTakeFirstOrThrow();
    const document = AiringDocument.parse(JSON.parse(row.document));
    const item = (await listInbox(test.ctx)).items[0];
    expect(document.renditions.map(({ role }) => role)).toEqual(["picture"]);
    expect(document.renditions[0]?.sha256).not.toBe(item?.imageAssetSha256);
    expect(document.rights).toEqual({ credit: "Nguồn: Báo Lạng Sơn qua Vietnam.vn", sourceUrl: ARTICLE_URL });
  });
});

describe("what happens at the source afterwards", () => {
  it("withdraws a slide whose article was changed there, and offers it anew as the next version", async () => {
    test = await createPublisherContext();
    const airingSha256 = await takeAndSubmit();
    test.publisher.route(TODAY_PATH, secondList());
    test.publisher.route(`/${SLUG}`, feedAnswer("vietnamvn/article-vi.edited.html"));
    test.clock.advance(8 * 3_600_000);
    expect(await poll()).toMatchObject({ edited: 1 });
    expect(await withdrawn()).toEqual([airingSha256]);
    expect(await itemState()).toBe("fetched");
    const again = await versionOf(await take(ARTICLE_URL));
    expect(again).toMatchObject({
      version: 2,
      fields: { headline: "Thông suốt vận chuyển hàng hóa hai chiều qua cửa khẩu Hữu Nghị" },
    });
  });

  it("leaves a slide on the air when only the body of its article was edited", async () => {
    test = await createPublisherContext();
    await takeAndSubmit();
    const html = feedFile("vietnamvn/article-vi.html").toString().replace("không phải chạy rỗng", "không chạy rỗng");
    test.publisher.route(`/${SLUG}`, { body: html });
    test.publisher.route(TODAY_PATH, secondList());
    test.clock.advance(8 * 3_600_000);
    expect(await poll()).toMatchObject({ edited: 1 });
    expect(await withdrawn()).toEqual([]);
    expect(await itemState()).toBe("taken");
    expect(await poll()).toMatchObject({ edited: 0 });
  });

  it("withdraws a slide only after its article was gone at two looks ten minutes apart", async () => {
    test = await createPublisherContext();
    const airingSha256 = await takeAndSubmit();
    const rest = feedFile("vietnamvn/sitemap-post-2026-11-21.xml")
      .toString()
      .replace(/<url>[\s\S]*?<\/url>/, "");
    test.publisher.route(TODAY_PATH, { body: rest });
    test.publisher.route(`/${SLUG}`, feedAnswer("vietnamvn/article-410.html", {}, 410));
    test.clock.advance(3_600_000);
    expect(await poll()).toMatchObject({ removed: 1 });
    expect(await withdrawn()).toEqual([]);
    test.clock.advance(15 * 60_000);
    await poll();
    expect(await withdrawn()).toEqual([airingSha256]);
    await poll();
    expect(await withdrawn()).toEqual([airingSha256]);
  });

  it.each([403, 500, 429])("never withdraws because the source answers %i", async (status) => {
    test = await createPublisherContext();
    await takeAndSubmit();
    const item = await addInboxItem(test.ctx, { sourceId: test.sourceId, url: ARTICLE_URL });
    test.publisher.route(TODAY_PATH, { status });
    test.publisher.route(`/${SLUG}`, { status });
    for (let look = 0; look < 3; look++) {
      test.clock.advance(3_600_000);
      await poll();
      expect(await fetchInboxItem(test.ctx, { inboxItemId: item.id })).toMatchObject({ state: "taken" });
    }
    expect(await withdrawn()).toEqual([]);
  });

  it("forgets a removal that the page itself denies", async () => {
    test = await createPublisherContext();
    await takeAndSubmit();
    const rest = feedFile("vietnamvn/sitemap-post-2026-11-21.xml")
      .toString()
      .replace(/<url>[\s\S]*?<\/url>/, "");
    test.publisher.route(TODAY_PATH, { body: rest });
    for (let look = 0; look < 3; look++) {
      test.clock.advance(3_600_000);
      await poll();
    }
    expect(await withdrawn()).toEqual([]);
    expect((await listInbox(test.ctx)).items.every(({ goneSinceMs }) => goneSinceMs === null)).toBe(true);
  });
});
