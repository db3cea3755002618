import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { findTools } from "../../content/tools/find-tools.ts";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import type { SlideFields } from "../../schemas/slide.ts";
import { type Actor, asActor, type ServiceContext } from "../../server/context.ts";
import { approveAiring } from "../../server/services/approval/approve-airing.ts";
import { submitForApproval } from "../../server/services/approval/submit-for-approval.ts";
import { getAsset } from "../../server/services/assets/get-asset.ts";
import { uploadAsset } from "../../server/services/assets/upload-asset.ts";
import { createPerson } from "../../server/services/people/create-person.ts";
import { listReference } from "../../server/services/reference/list-reference.ts";
import { changeLanguageMix } from "../../server/services/sites/change-language-mix.ts";
import { createCluster } from "../../server/services/sites/create-cluster.ts";
import { createScreen } from "../../server/services/sites/create-screen.ts";
import { createSite } from "../../server/services/sites/create-site.ts";
import { equalMix } from "../../server/services/sites/equal-mix.ts";
import { getSite } from "../../server/services/sites/list-sites.ts";
import { setOperatingHours } from "../../server/services/sites/operating-hours.ts";
import { addEditionVersion } from "../../server/services/stories/add-edition-version.ts";
import { createStory } from "../../server/services/stories/create-story.ts";
import { beginDemo, recordDemo } from "../../server/services/workspace/demo-record.ts";
import type { Progress } from "../launch/progress.ts";
import { demoHours, scheduleDemo } from "./demo-schedule.ts";
import { type DemoSlide, papersReady, rainOnThePass } from "./demo-texts.ts";
import { type DemoMediaFile, makeDemoMedia } from "./media/make-demo-media.ts";

/** A gate where three countries meet, so that many languages are at home. */
const DEMO_GATE = "bo-y";
const DEMO_LANGUAGES = ["vi", "lo", "km", "en", "zh-Hans", "tyz"];
/** What the demo's plays are reported under. */
const DEMO_PROGRAMMES = ["HAQG"];
const DEMO_TIME_ZONE = "Asia/Ho_Chi_Minh";
const PROCESSING_WITHIN_MS = 300_000;
const LOOK_AGAIN_MS = 200;

/**
 * Fills an empty workspace by the verbs an operator has: a gate with its hours and one screen, two people without a
 * password, stories that both of them sign, a base and a campaign on the screen, published. Returns the screen.
 */
export async function prepareDemo(ctx: ServiceContext, progress: Progress): Promise<{ screenId: string }> {
  await beginDemo(ctx);
  const fromDate = civilAt(ctx.now(), DEMO_TIME_ZONE).date;
  const { placeName, ...place } = await makePlace(ctx, fromDate);
  progress.done("a gate with one screen");
  const workDir = await mkdtemp(join(ctx.store.workDir, "demo-"));
  try {
    const media = await drawMedia(ctx, workDir, progress);
    const persons = await makePersons(ctx);
    const editor = asActor(ctx, actorOf(persons.first, "editor", "approver"));
    const stories = await makeStories(editor, media, placeName, progress);
    for (const editionVersionId of stories.editionVersionIds) await approveByBoth(ctx, editionVersionId, persons);
    progress.done(`${stories.editionVersionIds.length} editions signed by two people each`);
    const scheduled = await scheduleDemo(editor, { ...place, stories: stories.shown, fromDate });
    await recordDemo(ctx, {
      ...place,
      ...scheduled,
      storyIds: stories.storyIds,
      personIds: [persons.first, persons.second],
    });
    progress.done("schedule published for 90 days");
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return { screenId: place.screenId };
}

async function makePlace(ctx: ServiceContext, fromDate: string) {
  const { siteId } = await createSite(ctx, { gateId: DEMO_GATE });
  await changeLanguageMix(ctx, { siteId, mix: equalMix(DEMO_LANGUAGES) });
  await setOperatingHours(ctx, { siteId, fromDate, hours: demoHours });
  const { clusterId } = await createCluster(ctx, { siteId, name: "Nhà kiểm soát liên hợp (mẫu)" });
  const { screenId } = await createScreen(ctx, {
    clusterId,
    name: "Màn hình sảnh chờ (mẫu)",
    widthPx: 1_920,
    heightPx: 1_080,
  });
  const { names } = await getSite(ctx, { siteId });
  return { siteId, clusterId, screenId, placeName: names.vi };
}

async function makePersons(ctx: ServiceContext): Promise<{ first: string; second: string }> {
  const make = (login: string, displayName: string) =>
    createPerson(ctx, { login, displayName, roles: ["editor", "approver"] });
  const first = await make("mau-bien-tap", "Người mẫu: biên tập");
  const second = await make("mau-duyet", "Người mẫu: duyệt");
  return { first: first.personId, second: second.personId };
}

function actorOf(personId: string, ...roles: ("editor" | "approver")[]): Actor {
  return { kind: "person", personId, roles: new Set(roles) };
}

async function drawMedia(ctx: ServiceContext, workDir: string, progress: Progress) {
  const { ffmpeg } = await findTools({ ffmpegPath: ctx.settings.ffmpegPath });
  const media = await makeDemoMedia(workDir, {
    ffmpegPath: ffmpeg.path,
    onProgress: (ppm) => progress.step("drawing pictures and a short film", ppm),
  });
  progress.done("pictures and a short film drawn");
  return media;
}

type Media = Awaited<ReturnType<typeof makeDemoMedia>>;

async function makeStories(ctx: ServiceContext, media: Media, placeName: string, progress: Progress) {
  const upload = (file: DemoMediaFile) => uploadAndWait(ctx, file, progress);
  const pictures = new Map<string, string>();
  for (const role of ["e-gate", "river", "lanterns", "pass", "rain", "terraces"] as const) {
    pictures.set(role, await upload(media[role]));
  }
  const film = await upload(media.sunrise);
  progress.done("media checked and re-encoded");
  const picture = (role: string) => pictures.get(role) ?? null;
  const papers = await slideStory(ctx, "Chuẩn bị giấy tờ", papersReady, placeName, picture);
  const safety = await slideStory(ctx, "Đường đèo mưa trơn", rainOnThePass, placeName, picture);
  const sunrise = await mediaStory(ctx, "Bình minh trên đèo", "video", film, DEMO_LANGUAGES);
  const fields = await mediaStory(ctx, "Ruộng bậc thang mùa lúa chín", "image", picture("terraces") ?? "", ["vi"]);
  const made = [papers, safety, sunrise, fields];
  return {
    storyIds: made.map((story) => story.storyId),
    shown: { always: made.map((story) => story.storyId), atRush: [papers.storyId] },
    editionVersionIds: made.flatMap((story) => story.editionVersionIds),
  };
}

async function uploadAndWait(ctx: ServiceContext, file: DemoMediaFile, progress: Progress): Promise<string> {
  const { assetSha256 } = await uploadAsset(ctx, createReadStream(file.path), { fileName: file.fileName });
  const deadlineMs = ctx.now() + PROCESSING_WITHIN_MS;
  while (ctx.now() < deadlineMs) {
    const asset = await getAsset(ctx, { assetSha256 });
    if (asset.state === "ready") return assetSha256;
    if (asset.state === "failed") throw new Error(`${file.fileName} was refused: ${asset.failure?.code}`);
    progress.step(`re-encoding ${file.fileName}`, asset.progressPpm);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  throw new Error(`${file.fileName} was not ready in time.`);
}

async function slideStory(
  ctx: ServiceContext,
  title: string,
  slides: readonly DemoSlide[],
  place: string,
  picture: (role: string) => string | null,
) {
  const { storyId } = await createStory(ctx, { title });
  const languages = await listReference(ctx.db, "language");
  const editionVersionIds: string[] = [];
  for (const { language, headline, summary, second, needsNativeCheck, picture: role } of slides) {
    const languageName = languages.find((known) => known.tag === language)?.autonym ?? language;
    const fields: SlideFields = { headline, summary, credit: "", place, languageName, qr: null, second };
    const { editionVersionId } = await addEditionVersion(ctx, {
      kind: "slide",
      storyId,
      language,
      title: headline.replaceAll("\u00a0", " "),
      templateId: "headline",
      fields,
      assetSha256: picture(role),
      durationMs: 10_000,
      needsNativeCheck,
      programmes: DEMO_PROGRAMMES,
    });
    editionVersionIds.push(editionVersionId);
  }
  return { storyId, editionVersionIds };
}

/** A story told without words: the same file stands for each language, so that every round of the loop meets it. */
async function mediaStory(
  ctx: ServiceContext,
  title: string,
  kind: "image" | "video",
  assetSha256: string,
  languages: readonly string[],
) {
  const { storyId } = await createStory(ctx, { title });
  const editionVersionIds: string[] = [];
  for (const language of languages) {
    const edition = { kind, storyId, language, title, assetSha256, programmes: DEMO_PROGRAMMES };
    editionVersionIds.push((await addEditionVersion(ctx, edition)).editionVersionId);
  }
  return { storyId, editionVersionIds };
}

async function approveByBoth(
  ctx: ServiceContext,
  editionVersionId: string,
  persons: { first: string; second: string },
): Promise<void> {
  const editor = asActor(ctx, actorOf(persons.first, "editor", "approver"));
  const { airingSha256 } = await submitForApproval(editor, { editionVersionId });
  await approveAiring(editor, { airingSha256 });
  await approveAiring(asActor(ctx, actorOf(persons.second, "approver")), { airingSha256 });
}
