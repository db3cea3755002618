import { inspectUpload } from "../../../content/probe/inspect-upload.ts";
import { ContentRefused } from "../../../content/refusal.ts";
import { makeRenditions } from "../../../content/renditions/make-renditions.ts";
import { findTools, type MediaTools, ToolsMissing } from "../../../content/tools/find-tools.ts";
import type { ServiceContext } from "../../context.ts";
import {
  type AssetRow,
  failAsset,
  finishAsset,
  insertRenditions,
  requeueProcessingAsset,
  requeueProcessingAssets,
  setAssetProgress,
  takeQueuedAsset,
} from "../../db/repos/assets.ts";
import { withTransaction } from "../../db/transaction.ts";
import { catalogue } from "../../messages/catalogue.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { failureText } from "./asset-view.ts";

/** Progress is written when it has moved this far, so that a long transcode makes a hundred writes and not thousands. */
const PROGRESS_STEP_PPM = 10_000;

/** Puts back in the queue what a former process was working on when it ended. Only while nothing is being processed. */
export async function resumeAssets(ctx: ServiceContext): Promise<void> {
  requireRole(ctx, "administrator");
  await requeueProcessingAssets(ctx.db, ctx.now());
}

/**
 * Processes queued assets one after another until none is left or `signal` aborts; what was under way then goes back to
 * the queue. A file that is refused fails with the pipeline's reason and leaves no bytes; a fault of ours fails with the
 * code `fault`, keeps the bytes, and sending the file again tries again. Rejects, with the file back in the queue, when
 * tools or disk space are missing. Returns how many became ready and how many failed.
 */
export async function processQueuedAssets(
  ctx: ServiceContext,
  options: { signal?: AbortSignal } = {},
): Promise<{ ready: number; failed: number }> {
  requireRole(ctx, "administrator");
  const counts = { ready: 0, failed: 0 };
  const tools = once(() => findTools({ ffmpegPath: ctx.settings.ffmpegPath }));
  while (options.signal?.aborted !== true) {
    const asset = await withTransaction(ctx.db, (tx) => takeQueuedAsset(tx, ctx.now()));
    if (asset === undefined) break;
    const outcome = await processAsset(ctx, asset, tools, options.signal);
    if (outcome !== "stopped") counts[outcome] += 1;
  }
  return counts;
}

async function processAsset(
  ctx: ServiceContext,
  asset: AssetRow,
  tools: () => Promise<MediaTools>,
  signal: AbortSignal | undefined,
): Promise<"ready" | "failed" | "stopped"> {
  try {
    await render(ctx, asset, await tools(), signal);
    return "ready";
  } catch (error) {
    if (signal?.aborted === true) {
      await requeueProcessingAsset(ctx.db, asset.sha256, ctx.now());
      return "stopped";
    }
    if (isOfTheMachine(error)) {
      await requeueProcessingAsset(ctx.db, asset.sha256, ctx.now());
      throw error;
    }
    await fail(ctx, asset, error);
    return "failed";
  }
}

/** Whether every file would meet the same: no tools, no disk. Then the queue waits instead of failing one by one. */
function isOfTheMachine(error: unknown): boolean {
  return error instanceof ToolsMissing || (error instanceof Error && "code" in error && error.code === "ENOSPC");
}

async function render(
  ctx: ServiceContext,
  asset: AssetRow,
  tools: MediaTools,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await inspectUpload(ctx.store, asset.sha256, { tools, signal });
  if (found.kind === "refused") throw new ContentRefused(found);
  const progress = progressWriter(ctx, asset.sha256);
  const renditions = await makeRenditions(ctx.store, asset.sha256, {
    tools,
    signal,
    onProgress: progress.report,
  }).finally(progress.settled);
  const atMs = ctx.now();
  const rows = renditions.map((rendition) => ({
    sha256: rendition.sha256,
    asset_sha256: asset.sha256,
    role: rendition.role,
    media_type: rendition.mediaType,
    size_bytes: rendition.sizeBytes,
    width_px: rendition.widthPx,
    height_px: rendition.heightPx,
    duration_ms: rendition.durationMs,
    pipeline_version: rendition.pipelineVersion,
    chunk_list_sha256: rendition.chunkListSha256,
    created_at_ms: atMs,
  }));
  const facts = {
    kind: found.kind,
    width_px: found.widthPx,
    height_px: found.heightPx,
    duration_ms: found.kind === "video" ? found.durationMs : null,
  };
  await withTransaction(ctx.db, async (tx) => {
    await insertRenditions(tx, rows);
    await finishAsset(tx, asset.sha256, facts, atMs);
    const detail = { renditions: rows.map((row) => row.sha256) };
    await recordAudit(tx, ctx, { action: "finish-asset", noun: "asset", nounId: asset.sha256, detail });
  });
}

async function fail(ctx: ServiceContext, asset: AssetRow, error: unknown): Promise<void> {
  const refused = error instanceof ContentRefused ? error.refusal : undefined;
  const failure =
    refused === undefined
      ? { code: "fault", text: failureText(catalogue["assets.failed"]) }
      : { code: refused.code, text: failureText(refused.reason) };
  if (refused === undefined) ctx.log.error("asset-fault", { assetSha256: asset.sha256, error: String(error) });
  await withTransaction(ctx.db, async (tx) => {
    await failAsset(tx, asset.sha256, failure, ctx.now());
    // Inside the transaction: an upload of the same bytes either finds them still there or sees that they are gone.
    if (refused !== undefined) await ctx.store.discard(asset.sha256);
    const detail = { code: failure.code };
    await recordAudit(tx, ctx, { action: "fail-asset", noun: "asset", nounId: asset.sha256, detail });
  });
}

/** Asks once and remembers the answer; a failure is not remembered. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined;
      throw error;
    });
    return answer;
  };
}

/** Writes progress without making the pipeline wait; a write that fails is logged, for the next one tells the same. */
function progressWriter(ctx: ServiceContext, sha256: string) {
  let writtenPpm = 0;
  let last = Promise.resolve();
  return {
    report(progressPpm: number): void {
      const ppm = Math.min(999_999, Math.max(0, Math.floor(progressPpm)));
      if (ppm - writtenPpm < PROGRESS_STEP_PPM) return;
      writtenPpm = ppm;
      last = setAssetProgress(ctx.db, sha256, ppm, ctx.now()).catch((error: unknown) =>
        ctx.log.warn("asset-progress-unwritten", { assetSha256: sha256, error: String(error) }),
      );
    },
    settled: () => last,
  };
}
