import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  failAsset,
  findAsset,
  findServedMediaType,
  finishAsset,
  insertAssetIfNew,
  insertRenditions,
  listAssetRows,
  listRenditions,
  requeueFailedAsset,
  requeueProcessingAsset,
  requeueProcessingAssets,
  setAssetProgress,
  takeQueuedAsset,
} from "../../server/db/repos/assets.ts";
import {
  findEdition,
  findEditionVersion,
  findStory,
  findStoryOfInboxItem,
  insertEdition,
  insertEditionVersion,
  insertStory,
  listEditions,
  listEditionVersions,
  listEditionVersionsByIds,
  listStoriesInUse,
  listStoryRows,
  newestVersionNumber,
  retireStoryRow,
  touchStory,
  updateStoryTitle,
} from "../../server/db/repos/stories.ts";

const asset = (sha256: string, atMs: number) => ({
  sha256,
  file_name: "Lễ hội.mp4",
  size_bytes: 3_000_000_000,
  state: "queued" as const,
  progress_ppm: 0,
  failure_code: null,
  failure_text: null,
  kind: null,
  width_px: null,
  height_px: null,
  duration_ms: null,
  uploaded_by: null,
  created_at_ms: atMs,
  updated_at_ms: atMs,
});

const rendition = (sha256: string, role: "main" | "thumbnail", pipelineVersion: number) => ({
  sha256,
  asset_sha256: "a",
  role,
  media_type: "image/webp" as const,
  size_bytes: 10,
  width_px: 10,
  height_px: 10,
  duration_ms: null,
  pipeline_version: pipelineVersion,
  chunk_list_sha256: `chunks-${sha256}`,
  created_at_ms: 1,
});

/** A story with one edition in Vietnamese and one version of it: `story-<id>`, `edition-<id>`, `version-<id>`. */
export async function addStoryRows(db: Database, id: string): Promise<void> {
  await insertStory(db, {
    id: `story-${id}`,
    title: "Nội dung",
    created_by: null,
    inbox_item_id: null,
    created_at_ms: 1,
    updated_at_ms: 1,
    retired_at_ms: null,
  });
  await insertEdition(db, {
    id: `edition-${id}`,
    story_id: `story-${id}`,
    language: "vi",
    created_at_ms: 1,
    retired_at_ms: null,
  });
  await insertEditionVersion(db, versionRow(id, `version-${id}`, 1));
}

const versionRow = (id: string, versionId: string, version: number) => ({
  id: versionId,
  edition_id: `edition-${id}`,
  version,
  kind: "slide" as const,
  title: "Nội dung",
  asset_sha256: null,
  template_id: "headline",
  fields_json: "{}",
  duration_ms: 10_000,
  not_before_ms: null,
  not_after_ms: null,
  credit: "",
  source_url: null,
  needs_native_check: 0,
  programmes_json: '["A","B"]',
  created_by: null,
  created_at_ms: 1,
});

export const assetsContract = {
  name: "assets are known once, worked on one after another, and tell what was made of them",
  async run(db: Database): Promise<void> {
    expect(await insertAssetIfNew(db, asset("a", 1))).toBe(true);
    expect(await insertAssetIfNew(db, asset("a", 2))).toBe(false);
    expect(await insertAssetIfNew(db, asset("b", 2))).toBe(true);
    expect((await findAsset(db, "a"))?.size_bytes).toBe(3_000_000_000);
    const newest = await listAssetRows(db, { before: null, limit: 1 });
    expect(newest.map((row) => row.sha256)).toEqual(["b"]);
    const next = await listAssetRows(db, { before: { createdAtMs: 2, sha256: "b" }, limit: 5 });
    expect(next.map((row) => row.sha256)).toEqual(["a"]);

    expect(await takeQueuedAsset(db, 3)).toMatchObject({ sha256: "a", state: "processing" });
    await setAssetProgress(db, "a", 500_000, 4);
    await setAssetProgress(db, "b", 500_000, 4);
    expect(await findAsset(db, "a")).toMatchObject({ progress_ppm: 500_000 });
    expect(await findAsset(db, "b")).toMatchObject({ progress_ppm: 0 });
    await requeueProcessingAsset(db, "a", 5);
    await requeueProcessingAsset(db, "b", 5);
    expect(await takeQueuedAsset(db, 6)).toMatchObject({ sha256: "b" });
    expect(await takeQueuedAsset(db, 6)).toMatchObject({ sha256: "a", progress_ppm: 0 });
    expect(await takeQueuedAsset(db, 6)).toBeUndefined();
    await failAsset(db, "b", { code: "damaged", text: "{}" }, 7);
    await requeueProcessingAssets(db, 8);
    expect(await findAsset(db, "a")).toMatchObject({ state: "queued" });
    expect(await requeueFailedAsset(db, "a", { fileName: "x", atMs: 9 })).toBe(false);
    expect(await requeueFailedAsset(db, "b", { fileName: "x", atMs: 9 })).toBe(true);
    expect(await findAsset(db, "b")).toMatchObject({ state: "queued", failure_code: null, file_name: "x" });

    await insertRenditions(db, [rendition("m1", "main", 1), rendition("t1", "thumbnail", 1)]);
    await insertRenditions(db, [rendition("m1", "main", 1), rendition("m2", "main", 2)]);
    await insertRenditions(db, []);
    expect((await listRenditions(db, ["a", "b"])).map((row) => row.sha256)).toEqual(["m2", "m1", "t1"]);
    await finishAsset(db, "a", { kind: "image", width_px: 1, height_px: 2, duration_ms: null }, 10);
    expect(await findAsset(db, "a")).toMatchObject({ state: "ready", progress_ppm: 1_000_000, kind: "image" });
    expect(await findServedMediaType(db, "m2")).toBe("image/webp");
    expect(await findServedMediaType(db, "chunks-m2")).toBe("application/octet-stream");
    expect(await findServedMediaType(db, "a")).toBeUndefined();
  },
};

export const storiesContract = {
  name: "stories keep their editions, and each edition its numbered versions",
  async run(db: Database): Promise<void> {
    await addStoryRows(db, "a");
    await addStoryRows(db, "b");
    expect((await listStoryRows(db, { beforeId: null, limit: 1 })).map((row) => row.id)).toEqual(["story-b"]);
    expect((await listStoryRows(db, { beforeId: "story-b", limit: 5 })).map((row) => row.id)).toEqual(["story-a"]);
    expect(await findEdition(db, "story-a", "vi")).toMatchObject({ id: "edition-a" });
    expect(await findEdition(db, "story-a", "lo")).toBeUndefined();
    await expect(
      insertEdition(db, { id: "e2", story_id: "story-a", language: "vi", created_at_ms: 1, retired_at_ms: null }),
    ).rejects.toThrow();
    expect(await newestVersionNumber(db, "edition-a")).toBe(1);
    expect(await newestVersionNumber(db, "edition-none")).toBe(0);
    await insertEditionVersion(db, versionRow("a", "version-a2", 2));
    await expect(insertEditionVersion(db, versionRow("a", "version-a3", 2))).rejects.toThrow();
    expect((await listEditionVersions(db, ["edition-a"])).map((row) => row.version)).toEqual([2, 1]);
    expect(await findEditionVersion(db, "version-a2")).toMatchObject({ story_id: "story-a", language: "vi" });
    expect((await listEditionVersionsByIds(db, ["version-a"]))[0]?.programmes).toEqual(["A", "B"]);
    expect((await listEditions(db, ["story-a", "story-b"])).map((row) => row.id)).toEqual(["edition-a", "edition-b"]);
    await touchStory(db, "story-a", 5);
    await updateStoryTitle(db, "story-a", "Khác", 6);
    expect(await findStory(db, "story-a")).toMatchObject({ title: "Khác", updated_at_ms: 6 });
    expect(await findStoryOfInboxItem(db, "none")).toBeUndefined();
    await retireStoryRow(db, "story-a", 7);
    expect(await listStoriesInUse(db, ["story-a", "story-b"])).toEqual(new Set(["story-b"]));
    expect((await listStoryRows(db, { beforeId: null, limit: 5 })).map((row) => row.id)).toEqual(["story-b"]);
  },
};
