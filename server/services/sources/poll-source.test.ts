import { afterEach, describe, expect, it } from "vitest";
import { feedAnswer } from "../../../tests/support/feed-server.ts";
import {
  ARTICLE_URL,
  createPublisherContext,
  type PublisherContext,
  SLUG,
  secondList,
  TODAY_PATH,
  YESTERDAY_PATH,
} from "../../../tests/support/publisher.ts";
import { dismissInboxItem } from "./dismiss-inbox-item.ts";
import { fetchInboxItem } from "./fetch-inbox-item.ts";
import { listInbox } from "./list-inbox.ts";
import { listSources } from "./list-sources.ts";
import { pollAllSources } from "./poll-all-sources.ts";
import { judgePoll } from "./poll-health.ts";
import { pollSource } from "./poll-source.ts";
import { setSourceState } from "./set-source-state.ts";

let test: PublisherContext;
afterEach(() => test.close());

const poll = () => pollSource(test.ctx, { sourceId: test.sourceId });
const inbox = async () => (await listInbox(test.ctx, { limit: 200 })).items;
const itemAt = async (url: string) => {
  const item = (await inbox()).find(({ canonicalUrl }) => canonicalUrl === url);
  if (item === undefined) throw new Error(`No item ${url}.`);
  return item;
};

describe("polling a source", () => {
  it("brings today's articles into the inbox once, however often it is repeated", async () => {
    test = await createPublisherContext();
    expect(await poll()).toEqual({ health: "ok", lastError: null, discovered: 4, edited: 0, removed: 0 });
    expect(test.publisher.hits).toEqual(["/robots.txt", YESTERDAY_PATH, TODAY_PATH]);
    test.clock.advance(15 * 60_000);
    expect(await poll()).toEqual({ health: "ok", lastError: null, discovered: 0, edited: 0, removed: 0 });
    expect(test.publisher.requestHeaders.get(TODAY_PATH)?.["if-none-match"]).toBe('"p1"');
    expect(test.publisher.hits.filter((path) => path === "/robots.txt")).toHaveLength(1);
    const items = await inbox();
    expect(items.map(({ state }) => state)).toEqual(["discovered", "discovered", "discovered", "discovered"]);
    const article = await itemAt(ARTICLE_URL);
    expect(article).toMatchObject({ groupKey: SLUG, language: "vi", title: null });
    expect(article.lastModifiedAtMs).toBe(Date.parse("2026-11-21T04:04:10.339Z"));
  });

  it("notices what was added, edited and removed at the second look, and wants the edited one read again", async () => {
    test = await createPublisherContext();
    await poll();
    await fetchInboxItem(test.ctx, { inboxItemId: (await itemAt(ARTICLE_URL)).id });
    test.publisher.route(TODAY_PATH, secondList());
    test.clock.advance(6 * 3_600_000);
    expect(await poll()).toMatchObject({ health: "ok", discovered: 1, edited: 1, removed: 1 });
    expect(await itemAt(ARTICLE_URL)).toMatchObject({ state: "discovered" });
    const gone = await itemAt("https://www.vietnam.vn/nang-cap-cua-khau-tra-linh-long-bang-thanh-cua-khau-quoc-te");
    expect(gone.goneSinceMs).toBe(test.ctx.now());
    expect((await inbox()).filter(({ goneSinceMs }) => goneSinceMs !== null)).toHaveLength(1);
  });

  it("lets only slugs with a keyword in, and leaves what was dismissed alone", async () => {
    test = await createPublisherContext({ keywords: ["Cửa khẩu"] });
    expect(await poll()).toMatchObject({ discovered: 2 });
    await dismissInboxItem(test.ctx, { inboxItemId: (await itemAt(ARTICLE_URL)).id });
    test.publisher.route(TODAY_PATH, secondList());
    await poll();
    expect((await itemAt(ARTICLE_URL)).state).toBe("dismissed");
  });

  it.each([
    ["a 403 page", feedAnswer("agencies/vov-403-waf.html", {}, 403), "http-403"],
    ["a captcha with status 200", feedAnswer("broken/captcha-200.html"), "not-a-sitemap"],
    ["no list at all", { status: 404 }, "no-items"],
    ["an empty list", { body: "<urlset/>" }, "no-items"],
  ])("calls a source blocked that answers with %s, never empty and fine", async (_what, answer, why) => {
    test = await createPublisherContext();
    test.publisher.route(TODAY_PATH, answer);
    test.publisher.route(YESTERDAY_PATH, answer);
    expect(await poll()).toEqual({ health: "blocked", lastError: why, discovered: 0, edited: 0, removed: 0 });
    const [source] = (await listSources(test.ctx)).items;
    expect(source).toMatchObject({ health: "blocked", lastOkAtMs: null, lastPollAtMs: test.ctx.now() });
  });

  it("keeps everything when the source stops answering, and says so", async () => {
    test = await createPublisherContext();
    await poll();
    test.publisher.route(TODAY_PATH, { status: 503 });
    expect(await poll()).toMatchObject({ health: "degraded", lastError: "http-503", removed: 0 });
    expect(await inbox()).toHaveLength(4);
    await test.publisher.close();
    expect(await poll()).toMatchObject({ health: "degraded" });
  });

  it("asks for nothing that robots.txt forbids, and waits while robots.txt cannot be had", async () => {
    test = await createPublisherContext();
    test.publisher.route("/robots.txt", { body: "User-agent: *\nDisallow: /sitemap/" });
    expect(await poll()).toMatchObject({ health: "blocked", lastError: "robots" });
    test.clock.advance(25 * 3_600_000);
    test.publisher.route("/robots.txt", { status: 503 });
    expect(await poll()).toMatchObject({ health: "degraded", lastError: "robots-unanswered" });
    expect(test.publisher.hits.filter((path) => path !== "/robots.txt")).toEqual([]);
  });

  it("leaves paused sources in peace and needs an editor", async () => {
    test = await createPublisherContext();
    const approver = await test.asPerson(["approver"]);
    await expect(pollSource(approver, { sourceId: test.sourceId })).rejects.toMatchObject({ code: "not-allowed" });
    await setSourceState(test.ctx, { sourceId: test.sourceId, state: "paused" });
    await expect(poll()).rejects.toMatchObject({ code: "conflict" });
    expect(await pollAllSources(test.ctx)).toEqual({ polls: [] });
    expect(test.publisher.hits).toEqual([]);
  });
});

describe("judging a poll", () => {
  it("does not take one missing day for a fault", async () => {
    test = await createPublisherContext();
    const entry = { url: ARTICLE_URL, groupKey: SLUG, language: "vi", lastModifiedAtMs: 1_000 };
    const list = { kind: "list", entries: [entry] } as const;
    expect(judgePoll([list, { kind: "absent" }], 2_000)).toEqual({ health: "ok", lastError: null });
    expect(judgePoll([list, { kind: "blocked", why: "http-403" }], 2_000).health).toBe("degraded");
    expect(judgePoll([list], 1_000 + 49 * 3_600_000).health).toBe("stale");
    expect(judgePoll([], 0).health).toBe("blocked");
  });
});
