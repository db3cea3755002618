import { rm, stat } from "node:fs/promises";
import { listObjects } from "../../../content/store/list-objects.ts";
import type { ServiceContext } from "../../context.ts";
import { listNamedMedia } from "../../db/repos/named-media.ts";
import { saveSetting } from "../../db/repos/settings.ts";
import { forgetAsset, listAiredRenditions, listUnusedAssets } from "../../db/repos/unused-assets.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { LAST_SWEEP, type MediaSweep } from "./media-sweep.ts";

const DAY_MS = 86_400_000;
/** What nothing uses stays this long: somebody may be at work with it. */
const GRACE_MS = 30 * DAY_MS;

/**
 * Removes media that no content, no imported item, no manifest and no evidence names and that have lain for 30 days: uploads
 * that nobody used, and files that no row names. What has been in content once is never removed, whether it aired or not.
 * What was removed, and what waits for its time, is noted for the console.
 */
export async function sweepMedia(ctx: ServiceContext): Promise<MediaSweep> {
  requireRole(ctx, "administrator");
  const nowMs = ctx.now();
  const uploads = await forgetUploads(ctx, nowMs - GRACE_MS);
  const needed = await neededHashes(ctx);
  const sums = { removedFiles: 0, removedBytes: 0, waitingFiles: 0, waitingBytes: 0 };
  for await (const { sha256, path, sizeBytes } of listObjects(ctx.store)) {
    if (needed.has(sha256)) continue;
    if (await removeOld(path, nowMs - GRACE_MS)) {
      sums.removedFiles += 1;
      sums.removedBytes += sizeBytes;
    } else {
      sums.waitingFiles += 1;
      sums.waitingBytes += sizeBytes;
    }
  }
  const sweep: MediaSweep = { atMs: nowMs, ...sums };
  await withTransaction(ctx.db, async (tx) => {
    await saveSetting(tx, LAST_SWEEP, JSON.stringify(sweep));
    if (uploads === 0 && sums.removedFiles === 0) return;
    const detail = { uploads, files: sums.removedFiles, bytes: sums.removedBytes };
    await recordAudit(tx, ctx, { action: "sweep-media", noun: "installation", nounId: "self", detail });
  });
  return sweep;
}

/** Takes the rows of uploads away that nothing names; each is looked at again in its own transaction. Returns how many. */
async function forgetUploads({ db }: ServiceContext, beforeMs: number): Promise<number> {
  let forgotten = 0;
  for (const sha256 of await listUnusedAssets(db, beforeMs)) {
    if (await withTransaction(db, (tx) => forgetAsset(tx, sha256, beforeMs))) forgotten += 1;
  }
  return forgotten;
}

/** Every hash that a row or a document sent for approval names; what a manifest holds comes from those. */
async function neededHashes({ db }: ServiceContext): Promise<Set<string>> {
  const named = (await listNamedMedia(db)).map(({ sha256 }) => sha256);
  return new Set([...named, ...(await listAiredRenditions(db))]);
}

/** Looked at just before it goes: bytes that were sent again meanwhile are new. */
async function removeOld(path: string, beforeMs: number): Promise<boolean> {
  if ((await stat(path)).mtimeMs >= beforeMs) return false;
  await rm(path);
  return true;
}
