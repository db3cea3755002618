import { Readable } from "node:stream";
import type { Insertable } from "kysely";
import { storeChunkList } from "../../content/store/chunk-list.ts";
import type { ServiceContext } from "../../server/context.ts";
import { finishAsset, insertAssetIfNew, insertRenditions } from "../../server/db/repos/assets.ts";
import type { Tables } from "../../server/db/tables.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { approveAiring } from "../../server/services/approval/approve-airing.ts";
import { submitForApproval } from "../../server/services/approval/submit-for-approval.ts";
import { addEditionVersion } from "../../server/services/stories/add-edition-version.ts";
import { createStory } from "../../server/services/stories/create-story.ts";

/** A ready asset with two renditions of real stored bytes, without running the pipeline. Same label, same asset. */
export async function putReadyAsset(
  ctx: ServiceContext,
  label: string,
  kind: "image" | "video" = "image",
): Promise<{ assetSha256: string; mainSha256: string; thumbnailSha256: string }> {
  const put = (role: string) =>
    ctx.store.put(Readable.from([Buffer.from(`${role} of ${label}`.repeat(50))]), 1_000_000);
  const upload = await put("upload");
  const atMs = ctx.now();
  const durationMs = kind === "video" ? 12_000 : null;
  const renditions: Insertable<Tables["renditions"]>[] = [];
  for (const role of ["main", "thumbnail"] as const) {
    const stored = await put(role);
    renditions.push({
      sha256: stored.sha256,
      asset_sha256: upload.sha256,
      role,
      media_type: role === "main" && kind === "video" ? ("video/mp4" as const) : ("image/webp" as const),
      size_bytes: stored.sizeBytes,
      width_px: role === "main" ? 1_920 : 320,
      height_px: role === "main" ? 1_080 : 180,
      duration_ms: role === "main" ? durationMs : null,
      pipeline_version: 1,
      chunk_list_sha256: await storeChunkList(ctx.store, stored.sha256),
      created_at_ms: atMs,
    });
  }
  await withTransaction(ctx.db, async (tx) => {
    await insertAssetIfNew(tx, {
      sha256: upload.sha256,
      file_name: `${label}.bin`,
      size_bytes: upload.sizeBytes,
      state: "processing",
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
    await insertRenditions(tx, renditions);
    await finishAsset(tx, upload.sha256, { kind, width_px: 1_920, height_px: 1_080, duration_ms: durationMs }, atMs);
  });
  const [main, thumbnail] = renditions;
  return {
    assetSha256: upload.sha256,
    mainSha256: main?.sha256 ?? "",
    thumbnailSha256: thumbnail?.sha256 ?? "",
  };
}

/** A submitted picture in one language, not approved by anyone. Reference data must be loaded. */
export async function submitPicture(
  ctx: ServiceContext,
  label: string,
  options: { storyId?: string; language?: string; notAfterMs?: number; programmes?: readonly string[] } = {},
): Promise<{ storyId: string; editionVersionId: string; airingSha256: string }> {
  const { assetSha256 } = await putReadyAsset(ctx, label);
  const storyId = options.storyId ?? (await createStory(ctx, { title: label })).storyId;
  const { editionVersionId } = await addEditionVersion(ctx, {
    kind: "image",
    storyId,
    language: options.language ?? "vi",
    title: label,
    assetSha256,
    notAfterMs: options.notAfterMs ?? null,
    programmes: [...(options.programmes ?? [])],
  });
  const { airingSha256 } = await submitForApproval(ctx, { editionVersionId });
  return { storyId, editionVersionId, airingSha256 };
}

/** A picture that both approvers have approved. */
export async function approvePicture(
  ctx: ServiceContext,
  approvers: readonly [ServiceContext, ServiceContext],
  label: string,
  options: { storyId?: string; language?: string; notAfterMs?: number } = {},
): Promise<{ storyId: string; editionVersionId: string; airingSha256: string }> {
  const submitted = await submitPicture(ctx, label, options);
  for (const approver of approvers) await approveAiring(approver, { airingSha256: submitted.airingSha256 });
  return submitted;
}
