import { afterEach, describe, expect, it } from "vitest";
import { ARTICLE_URL, createPublisherContext, type PublisherContext } from "../../tests/support/publisher.ts";
import { createApp } from "../app.ts";
import { sumScans } from "../db/repos/report-sources.ts";
import { submitForApproval } from "../services/approval/submit-for-approval.ts";
import { addInboxItem } from "../services/sources/add-inbox-item.ts";
import { fetchInboxItem } from "../services/sources/fetch-inbox-item.ts";
import { takeInboxItem } from "../services/sources/take-inbox-item.ts";
import { getStory } from "../services/stories/list-stories.ts";
import { withdrawAiring } from "../services/withdrawals/withdraw-airing.ts";

let test: PublisherContext;
afterEach(() => test.close());

describe("a QR code on a slide", () => {
  it("leads to the article until the slide is withdrawn, and then to a page that says so", async () => {
    test = await createPublisherContext({ settings: { publicUrl: "https://cotmoc.example.vn" } });
    const app = createApp(test.ctx);
    const { editionVersionId, targetUrl } = await takeArticle();
    expect(targetUrl).toMatch(/^https:\/\/cotmoc\.example\.vn\/q\/[2-9a-z]{10}$/);
    const path = new URL(targetUrl).pathname;

    const before = await app.request(path);
    expect([before.status, before.headers.get("location")]).toEqual([302, ARTICLE_URL]);
    expect(before.headers.get("set-cookie")).toBeNull();

    const { airingSha256 } = await submitForApproval(test.ctx, { editionVersionId });
    expect((await app.request(path)).status).toBe(302);
    await withdrawAiring(test.ctx, { airingSha256, reason: "test" });
    const after = await app.request(path);
    expect(after.status).toBe(410);
    const page = await after.text();
    expect(page.indexOf("Nội dung đã được gỡ")).toBeGreaterThan(0);
    expect(page.indexOf("This item has been withdrawn")).toBeGreaterThan(page.indexOf("Nội dung đã được gỡ"));
    expect(page).not.toContain("vietnam.vn");
    expect(JSON.stringify(test.logged)).not.toContain(path.slice(3));
    // Followed twice; what led nowhere is not counted, and of who followed it nothing is kept.
    expect(await sumScans(test.ctx.db, 0, Number.MAX_SAFE_INTEGER)).toBe(2);
    const rows = await test.ctx.db.selectFrom("qr_scans").selectAll().execute();
    expect(rows.every((row) => Object.keys(row).toSorted().join() === "code,hour_at_ms,scans")).toBe(true);
  });

  it("answers 404 for a code that nobody made, whatever it looks like", async () => {
    test = await createPublisherContext();
    const app = createApp(test.ctx);
    for (const code of ["abcdefghjk", "%00", "a".repeat(500), "..%2f..%2fetc"]) {
      expect((await app.request(`/q/${code}`)).status).toBe(404);
    }
  });
});

async function takeArticle(): Promise<{ editionVersionId: string; targetUrl: string }> {
  const { id: inboxItemId } = await addInboxItem(test.ctx, { sourceId: test.sourceId, url: ARTICLE_URL });
  await fetchInboxItem(test.ctx, { inboxItemId });
  const { storyId, editionVersionId } = await takeInboxItem(test.ctx, { inboxItemId });
  const story = await getStory(test.ctx, { storyId });
  return { editionVersionId, targetUrl: story.editions[0]?.versions[0]?.fields?.qr?.targetUrl ?? "" };
}
