import { afterAll, beforeAll, expect, test } from "vitest";
import { approvePicture, putReadyAsset, submitPicture } from "../../../tests/support/content-factory.ts";
import { createEditorialDesk, type EditorialDesk } from "../../../tests/support/editorial-desk.ts";
import { approveAiring } from "../approval/approve-airing.ts";
import { readAiringBundle } from "../approval/read-airing-bundle.ts";
import { submitForApproval } from "../approval/submit-for-approval.ts";
import { addEditionVersion } from "./add-edition-version.ts";
import { createStory, renameStory, retireStory } from "./create-story.ts";
import type { EditionContentInput } from "./edition-content.ts";
import { getStory, listStories } from "./list-stories.ts";

let world: EditorialDesk["world"];
let editor: EditorialDesk["editor"];
let approvers: EditorialDesk["approvers"];

beforeAll(async () => {
  ({ world, editor, approvers } = await createEditorialDesk());
});
afterAll(() => world.close());

const FIELDS = {
  headline: "Bốn bước làm thủ tục xuất cảnh",
  summary: "Chuẩn bị hộ chiếu, tờ khai, vé xe và giấy tờ của hành lý trước khi vào quầy.",
  credit: "Nguồn: cổng thông tin",
  place: "",
  languageName: "Tiếng Việt",
  qr: null,
  second: null,
};

const newStory = async () => (await createStory(editor, { title: "Thủ tục" })).storyId;
const slide = (storyId: string, change: Record<string, unknown> = {}): EditionContentInput =>
  ({
    kind: "slide",
    storyId,
    language: "vi",
    title: "Thủ tục",
    templateId: "headline",
    fields: FIELDS,
    ...change,
  }) as EditionContentInput;
const newest = async (storyId: string) => (await getStory(editor, { storyId })).editions[0]?.versions[0];

test("versions count up within one language of one story and never change", async () => {
  const storyId = await newStory();
  expect((await addEditionVersion(editor, slide(storyId))).version).toBe(1);
  const before = (await getStory(editor, { storyId })).editions[0]?.versions;
  expect((await addEditionVersion(editor, slide(storyId, { title: "Thủ tục mới" }))).version).toBe(2);
  world.clock.advance(1);
  expect((await addEditionVersion(editor, slide(storyId, { language: "lo" }))).version).toBe(1);
  const story = await getStory(editor, { storyId });
  expect(story.editions.map((edition) => [edition.language, edition.version])).toEqual([
    ["vi", 2],
    ["lo", 1],
  ]);
  expect(story.editions[0]?.versions.slice(1)).toEqual(before);
});

test("versions added at the same instant each get a number of their own", async () => {
  const storyId = await newStory();
  const added = await Promise.all(Array.from({ length: 6 }, () => addEditionVersion(editor, slide(storyId))));
  expect(added.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("how long an item stands: a picture ten seconds or as told, a video its own length, a slide its reading time", async () => {
  const storyId = await newStory();
  const image = await putReadyAsset(editor, "ảnh", "image");
  const video = await putReadyAsset(editor, "phim", "video");
  const about = { storyId, language: "vi", title: "x" } as const;
  const durationOf = async (content: EditionContentInput) => {
    await addEditionVersion(editor, content);
    return (await newest(storyId))?.durationMs;
  };
  expect(await durationOf({ kind: "image", ...about, assetSha256: image.assetSha256 })).toBe(10_000);
  expect(await durationOf({ kind: "image", ...about, assetSha256: image.assetSha256, durationMs: 45_000 })).toBe(
    45_000,
  );
  expect(await durationOf({ kind: "video", ...about, assetSha256: video.assetSha256 })).toBe(12_000);
  const plain = await durationOf(slide(storyId));
  const withQr = await durationOf(
    slide(storyId, { fields: { ...FIELDS, qr: { targetUrl: "https://example.test/a", caption: "Đọc thêm" } } }),
  );
  expect(plain).toBeGreaterThanOrEqual(8_000);
  expect(withQr).toBe((plain ?? 0) + 3_000);
  expect(await durationOf(slide(storyId, { durationMs: 20_000 }))).toBe(20_000);
  for (const durationMs of [4_999, 60_001, 10_000.5]) {
    await expect(
      addEditionVersion(editor, { kind: "image", ...about, assetSha256: image.assetSha256, durationMs }),
    ).rejects.toMatchObject({ code: "bad-input" });
  }
});

test("what does not fit is refused and leaves neither edition nor version", async () => {
  const storyId = await newStory();
  const image = await putReadyAsset(editor, "ảnh lạc", "image");
  const video = await putReadyAsset(editor, "phim lạc", "video");
  const about = { storyId, language: "vi", title: "x" } as const;
  const refused: [EditionContentInput, string][] = [
    [{ kind: "video", ...about, assetSha256: image.assetSha256 }, "conflict"],
    [{ kind: "image", ...about, assetSha256: video.assetSha256 }, "conflict"],
    [{ kind: "image", ...about, assetSha256: "0".repeat(64) }, "conflict"],
    [slide(storyId, { assetSha256: video.assetSha256 }), "conflict"],
    [slide(storyId, { language: "xx" }), "bad-input"],
    [slide(storyId, { templateId: "ticker" }), "bad-input"],
    [slide(storyId, { programmes: ["NO-SUCH"] }), "bad-input"],
    [slide(storyId, { programmes: ["GNBV-2125", "GNBV-2125"] }), "bad-input"],
    [slide(storyId, { sourceUrl: "javascript:alert(1)" }), "bad-input"],
    [slide(storyId, { notBeforeMs: 5, notAfterMs: 5 }), "bad-input"],
    [slide(storyId, { fields: { ...FIELDS, headline: "a\u202eb" } }), "bad-input"],
  ];
  for (const [content, code] of refused) {
    await expect(addEditionVersion(editor, content)).rejects.toMatchObject({ code });
  }
  expect((await getStory(editor, { storyId })).editions).toEqual([]);
  const approver = await world.asPerson(["approver"]);
  await expect(addEditionVersion(approver, slide(storyId))).rejects.toMatchObject({ code: "not-allowed" });
});

test("a file that failed or is still processing cannot be used where its length or picture is needed", async () => {
  const storyId = await newStory();
  const { assetSha256 } = await putReadyAsset(editor, "chưa xong", "image");
  const set = (change: { state: "processing" | "failed"; failure_code: string | null; failure_text: string | null }) =>
    world.ctx.db.updateTable("assets").set(change).where("sha256", "=", assetSha256).execute();
  await set({ state: "processing", failure_code: null, failure_text: null });
  await expect(
    addEditionVersion(editor, { kind: "image", storyId, language: "vi", title: "x", assetSha256 }),
  ).rejects.toMatchObject({ messageKey: "stories.asset-not-ready" });
  const { editionVersionId } = await addEditionVersion(editor, slide(storyId, { assetSha256 }));
  await expect(submitForApproval(editor, { editionVersionId })).rejects.toMatchObject({
    messageKey: "approval.asset-not-ready",
  });
  await set({ state: "failed", failure_code: "damaged", failure_text: JSON.stringify({ vi: "hỏng", en: "damaged" }) });
  await expect(addEditionVersion(editor, slide(storyId, { assetSha256 }))).rejects.toMatchObject({
    messageKey: "stories.asset-failed",
    parameters: { reasonVi: "hỏng", reasonEn: "damaged" },
  });
});

test("programmes are kept in order, main first, and what is approved says exactly what was written", async () => {
  const storyId = await newStory();
  const { assetSha256, mainSha256 } = await putReadyAsset(editor, "ảnh slide", "image");
  const codes = (await world.ctx.db.selectFrom("reference_rows").select("id").where("kind", "=", "programme").execute())
    .map((row) => row.id)
    .slice(0, 3)
    .reverse();
  const { editionVersionId } = await addEditionVersion(
    editor,
    slide(storyId, {
      assetSha256,
      programmes: codes,
      credit: "Ảnh: phòng Thông tin",
      fields: { ...FIELDS, headline: FIELDS.headline.normalize("NFD") },
    }),
  );
  expect((await newest(storyId))?.programmes).toEqual(codes);
  const { airingSha256 } = await submitForApproval(editor, { editionVersionId });
  const document: unknown = JSON.parse((await readAiringBundle(world.ctx, airingSha256)).document);
  expect(document).toMatchObject({
    kind: "slide",
    storyId,
    editionVersionId,
    language: "vi",
    template: { id: "headline" },
    fields: FIELDS,
    renditions: [{ role: "picture", sha256: mainSha256 }],
    scope: { kind: "everywhere" },
    rights: { credit: "Ảnh: phòng Thông tin", sourceUrl: null },
  });
});

test("a story's list shows each language's state, and pages neither lose nor repeat a story", async () => {
  const { storyId } = await approvePicture(editor, approvers, "trạng thái");
  world.clock.advance(1);
  await addEditionVersion(editor, slide(storyId, { language: "en" }));
  world.clock.advance(1);
  const waiting = await submitPicture(editor, "trạng thái lào", { storyId, language: "lo" });
  await approveAiring(approvers[0], { airingSha256: waiting.airingSha256 });
  const seen = new Map<string, Awaited<ReturnType<typeof listStories>>["items"][number]>();
  let cursor: string | undefined;
  do {
    const page = await listStories(editor, { cursor, limit: 3 });
    for (const story of page.items) {
      expect(seen.has(story.storyId)).toBe(false);
      seen.set(story.storyId, story);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const story = seen.get(storyId);
  expect(story?.editions.map(({ language, state, approvals }) => [language, state, approvals])).toEqual([
    ["vi", "approved", 2],
    ["en", "draft", 0],
    ["lo", "waiting", 1],
  ]);
  expect(story?.thumbnailSha256).not.toBeNull();
  const rows = await world.ctx.db.selectFrom("stories").select("id").where("retired_at_ms", "is", null).execute();
  expect(seen.size).toBe(rows.length);
});

test("a retired story leaves the list, takes no new version, and can still be read", async () => {
  const storyId = await newStory();
  await renameStory(editor, { storyId, title: "Tên mới" });
  await retireStory(editor, { storyId });
  await retireStory(editor, { storyId });
  await expect(addEditionVersion(editor, slide(storyId))).rejects.toMatchObject({ messageKey: "stories.retired" });
  expect((await getStory(editor, { storyId })).title).toBe("Tên mới");
  expect((await listStories(editor, { limit: 100 })).items.some((story) => story.storyId === storyId)).toBe(false);
});
