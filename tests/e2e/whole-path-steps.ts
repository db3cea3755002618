import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onScreens } from "../../schemas/rules/target-filter.ts";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import type { ApiSession } from "../support/api-session.ts";
import { makeCodedPicture, writeCodedVideo } from "../support/coded-media.ts";
import { type FeedServer, feedAnswer, startFeedServer } from "../support/feed-server.ts";
import { until } from "../support/processes.ts";
import { IMAGE_PATH, SLUG } from "../support/publisher.ts";
import type { AgentProcess } from "./whole-path-rig.ts";

export const CODES = { picture: 11, video: 23, slide: 37 } as const;
export const PROGRAMME = "GNBV-2125";
const ZONE = "Asia/Ho_Chi_Minh";
const PICTURE_MS = 11_000;
const SLIDE_MS = 5_000;
const VIDEO_MS = 5_000;

/** The civil month in which the test runs, where the gates are. */
export const thisMonth = () => civilAt(Date.now(), ZONE).date.slice(0, 7);

/** A publisher on loopback whose article of today carries a coded picture. */
export async function startPublisher(): Promise<FeedServer> {
  const today = civilAt(Date.now(), ZONE).date;
  return startFeedServer({
    [`/sitemap/sitemap-post/${today}.xml`]: feedAnswer("vietnamvn/sitemap-post-2026-11-21.xml", {
      "content-type": "text/xml; charset=utf-8",
    }),
    [`/${SLUG}`]: feedAnswer("vietnamvn/article-vi.html"),
    [IMAGE_PATH]: { headers: { "content-type": "image/png" }, body: await makeCodedPicture(CODES.slide) },
  });
}

/** Imports the publisher's article and makes it a slide of the programme. Returns its story and newest version. */
export async function importSlide(api: ApiSession, publisher: FeedServer) {
  const { sourceId } = await api.send<{ sourceId: string }>("POST", "/api/v1/sources", {
    profile: "vietnamvn",
    baseUrl: publisher.origin,
    mediaBaseUrl: publisher.origin,
  });
  await api.send("POST", `/api/v1/sources/${sourceId}/poll`);
  const { items } = await api.get<{ items: { id: string; canonicalUrl: string }[] }>("/api/v1/inbox");
  const found = items.find((item) => item.canonicalUrl.endsWith(SLUG));
  if (found === undefined) throw new Error("The article did not come in.");
  await api.send("POST", `/api/v1/inbox/${found.id}/fetch`);
  const taken = await api.send<{ storyId: string }>("POST", `/api/v1/inbox/${found.id}/take`);
  const story = await api.get<{ editions: { versions: Version[] }[] }>(`/api/v1/stories/${taken.storyId}`);
  const version = story.editions[0]?.versions[0];
  if (version?.asset == null) throw new Error("The slide has no picture.");
  await assetReady(api, version.asset.assetSha256);
  return addVersion(api, taken.storyId, {
    kind: "slide",
    templateId: version.templateId,
    fields: version.fields,
    assetSha256: version.asset.assetSha256,
    title: version.title,
    credit: version.credit,
    sourceUrl: version.sourceUrl,
    notAfterMs: version.notAfterMs,
    durationMs: SLIDE_MS,
  });
}

interface Version {
  readonly title: string;
  readonly templateId: string;
  readonly fields: unknown;
  readonly credit: string;
  readonly sourceUrl: string | null;
  readonly notAfterMs: number | null;
  readonly asset: { readonly assetSha256: string } | null;
}

/** Uploads a coded picture and a coded video, each a story of its own. */
export async function uploadCoded(api: ApiSession, workDir: string) {
  const picturePath = join(workDir, "hình mã.png");
  await writeFile(picturePath, await makeCodedPicture(CODES.picture));
  const videoPath = join(workDir, "phim mã.mp4");
  await writeCodedVideo(videoPath, CODES.video, { durationMs: VIDEO_MS, widthPx: 1_280, heightPx: 720 });
  const picture = await mediaStory(api, "image", picturePath, { durationMs: PICTURE_MS });
  const video = await mediaStory(api, "video", videoPath, {});
  return { picture, video };
}

async function mediaStory(api: ApiSession, kind: "image" | "video", path: string, more: object) {
  const response = await api.raw(`/api/v1/assets?fileName=${encodeURIComponent(path)}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: createReadStream(path) as unknown as BodyInit,
    duplex: "half",
  } as RequestInit);
  const { assetSha256 } = (await response.json()) as { assetSha256: string };
  await assetReady(api, assetSha256);
  const { storyId } = await api.send<{ storyId: string }>("POST", "/api/v1/stories", { title: `Mã ${kind}` });
  return addVersion(api, storyId, { kind, title: `Mã ${kind}`, assetSha256, ...more });
}

async function addVersion(api: ApiSession, storyId: string, content: object) {
  const { editionVersionId } = await api.send<{ editionVersionId: string }>("POST", "/api/v1/edition-versions", {
    storyId,
    language: "vi",
    programmes: [PROGRAMME],
    ...content,
  });
  return { storyId, editionVersionId };
}

async function assetReady(api: ApiSession, assetSha256: string): Promise<void> {
  await until("the file to be re-encoded", 90_000, async () => {
    const asset = await api.get<{ state: string; failure: unknown }>(`/api/v1/assets/${assetSha256}`);
    if (asset.state === "failed") throw new Error(JSON.stringify(asset.failure));
    return asset.state === "ready" || undefined;
  });
}

/** A gate with one cluster and one screen. */
export async function addScreen(api: ApiSession): Promise<string> {
  const { siteId } = await api.send<{ siteId: string }>("POST", "/api/v1/sites", { gateId: "huu-nghi" });
  const cluster = { name: "Nhà chờ" };
  const { clusterId } = await api.send<{ clusterId: string }>("POST", `/api/v1/sites/${siteId}/clusters`, cluster);
  const screen = { name: "Màn hình 1", widthPx: 1_920, heightPx: 1_080 };
  return (await api.send<{ screenId: string }>("POST", `/api/v1/clusters/${clusterId}/screens`, screen)).screenId;
}

/** Puts the stories on the screen as its base playlist and publishes. */
export async function scheduleOn(api: ApiSession, screenId: string, storyIds: readonly string[]): Promise<void> {
  const { playlistId } = await api.send<{ playlistId: string }>("POST", "/api/v1/playlists", { name: "Nền" });
  await api.send("PUT", `/api/v1/playlists/${playlistId}/items`, { storyIds });
  await api.send("POST", "/api/v1/schedule/entries", {
    name: "Nền",
    layer: "base",
    playlistId,
    target: onScreens([screenId]),
    fromDate: civilAt(Date.now(), ZONE).date,
    untilDate: null,
  });
  await api.send("POST", "/api/v1/schedule/publish");
}

/** Types the player's code, compares the six words, confirms. */
export async function pair(api: ApiSession, screenId: string, agent: AgentProcess): Promise<void> {
  const shown = await agent.next("pairing");
  const claim = await api.send<{ requestId: string; words: string[] }>("POST", `/api/v1/screens/${screenId}/pairing`, {
    code: shown.code,
  });
  if (claim.words.join(" ") !== (shown.words as string[]).join(" ")) throw new Error("The words differ.");
  await api.send("POST", `/api/v1/pairing/${claim.requestId}/confirm`, { replaceExisting: false });
}

/** Sends the version for approval and returns what it is called from now on. */
export async function submit(api: ApiSession, editionVersionId: string): Promise<string> {
  return (await api.send<{ airingSha256: string }>("POST", "/api/v1/airings", { editionVersionId })).airingSha256;
}
