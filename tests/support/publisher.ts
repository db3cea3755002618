import { loadReference } from "../../server/services/reference/load-reference.ts";
import { createSource } from "../../server/services/sources/create-source.ts";
import { type FeedServer, feedAnswer, startFeedServer } from "./feed-server.ts";
import { createTestContext, type TestContext } from "./server-context.ts";

/** Slug of the sample article, the same in every language. */
export const SLUG = "thong-suot-van-chuyen-hang-hoa-hai-chieu-qua-cap-cua-khau-tai-lang-son";
export const ARTICLE_URL = `https://www.vietnam.vn/${SLUG}`;
export const IMAGE_PATH = "/vietnam/resource/IMAGE/2026/11/21/1795233850339_huu-nghi.jpeg";
export const TODAY_PATH = "/sitemap/sitemap-post/2026-11-21.xml";
export const YESTERDAY_PATH = "/sitemap/sitemap-post/2026-11-20.xml";

const XML = { "content-type": "text/xml; charset=utf-8" };

export interface PublisherContext extends TestContext {
  readonly publisher: FeedServer;
  readonly sourceId: string;
}

/**
 * A server that reads a publisher on loopback: today's list and the sample article in three languages. Its picture is
 * missing until a test routes `samplePicture()`, since decoding one takes a child process.
 */
export async function createPublisherContext(
  options: Parameters<typeof createTestContext>[0] & { keywords?: string[] } = {},
): Promise<PublisherContext> {
  const publisher = await startFeedServer({
    [TODAY_PATH]: feedAnswer("vietnamvn/sitemap-post-2026-11-21.xml", { ...XML, etag: '"p1"' }),
    [`/${SLUG}`]: feedAnswer("vietnamvn/article-vi.html"),
    [`/en/${SLUG}`]: feedAnswer("vietnamvn/article-en.html"),
    [`/zh-cn/${SLUG}`]: feedAnswer("vietnamvn/article-zh-cn.html"),
  });
  const test = await createTestContext(options);
  await loadReference(test.ctx);
  const { sourceId } = await createSource(test.ctx, {
    profile: "vietnamvn",
    baseUrl: publisher.origin,
    keywords: options.keywords ?? [],
  });
  return {
    ...test,
    publisher,
    sourceId,
    async close() {
      await publisher.close();
      await test.close();
    },
  };
}

/** The list as it stands at the second look. */
export function secondList() {
  return feedAnswer("vietnamvn/sitemap-post-2026-11-21.poll2.xml", { ...XML, etag: '"p2"' });
}

/** The article's picture as the live site serves it: no name that tells, no type that helps. */
export function samplePicture() {
  return feedAnswer("images/photo-a.noext", { "content-type": "application/octet-stream" });
}
