import type { Readable } from "node:stream";
import { receiveUpload } from "../../../content/ingest/receive-upload.ts";
import { ContentRefused, type Refusal } from "../../../content/refusal.ts";
import type { ServiceContext } from "../../context.ts";
import { findAsset, insertAssetIfNew, requeueFailedAsset } from "../../db/repos/assets.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError, type ErrorCode } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";

interface UploadInput {
  /** As the sender calls it; kept for people to recognise, never believed. */
  readonly fileName: string;
  /** As declared by the sender; above the limit it saves reading the stream. */
  readonly sizeBytes?: number | undefined;
}

/**
 * Stores an upload and queues it for processing. The same bytes twice are the same asset: `isNew` is false then. What
 * is refused at once leaves nothing behind; what is found wrong later is read from `getAsset`.
 * Errors: `bad-input`, `too-large`, `unsupported-media`, `unavailable` when the disk is full.
 */
export async function uploadAsset(
  ctx: ServiceContext,
  stream: Readable,
  input: UploadInput,
): Promise<{ assetSha256: string; isNew: boolean }> {
  requireRole(ctx, "editor");
  const fileName = cleanFileName(input.fileName);
  const stored = await receive(ctx, stream, fileName, input.sizeBytes);
  const outcome = await withTransaction(ctx.db, (tx) => queueIn(tx, ctx, fileName, stored));
  if (outcome === "lost") throw new DomainError("unavailable", "assets.cut-short", {}, { sha256: stored.sha256 });
  if (outcome !== "known") ctx.bus.hint("asset-queued", { sha256: stored.sha256 });
  return { assetSha256: stored.sha256, isNew: outcome === "new" };
}

const CUT_SHORT_CODES = new Set<unknown>(["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"]);

async function receive(ctx: ServiceContext, stream: Readable, fileName: string, sizeBytes: number | undefined) {
  try {
    return await receiveUpload(ctx.store, stream, {
      fileName,
      limitBytes: ctx.settings.maxUploadBytes,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    });
  } catch (error) {
    if (error instanceof ContentRefused) throw refusedUpload(error.refusal);
    if (error instanceof DomainError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOSPC") throw new DomainError("unavailable", "assets.disk-full", {}, { fileName });
    if (CUT_SHORT_CODES.has(code)) throw new DomainError("bad-input", "assets.cut-short", {}, { fileName });
    throw error;
  }
}

/** What the operator reads when the pipeline refuses bytes. */
function refusedUpload(refused: Refusal): DomainError {
  const codes: Partial<Record<Refusal["code"], ErrorCode>> = { empty: "bad-input", "too-large": "too-large" };
  const { vi, en } = refused.reason;
  return new DomainError(
    codes[refused.code] ?? "unsupported-media",
    "assets.refused",
    { reasonVi: vi, reasonEn: en },
    { refusal: refused.code },
  );
}

async function queueIn(
  tx: Transaction,
  ctx: ServiceContext,
  fileName: string,
  stored: { sha256: string; sizeBytes: number },
): Promise<"new" | "again" | "known" | "lost"> {
  const atMs = ctx.now();
  const isNew = await insertAssetIfNew(tx, {
    sha256: stored.sha256,
    file_name: fileName,
    size_bytes: stored.sizeBytes,
    state: "queued",
    progress_ppm: 0,
    failure_code: null,
    failure_text: null,
    kind: null,
    width_px: null,
    height_px: null,
    duration_ms: null,
    uploaded_by: personIdOrNull(ctx),
    created_at_ms: atMs,
    updated_at_ms: atMs,
  });
  const isAgain = !isNew && (await requeueFailedAsset(tx, stored.sha256, { fileName, atMs }));
  if (!isNew && !isAgain) return (await findAsset(tx, stored.sha256)) === undefined ? "lost" : "known";
  // A refusal of the same bytes, decided while these were arriving, has taken them away again.
  if ((await ctx.store.find(stored.sha256)) === undefined) return "lost";
  const detail = { fileName, sizeBytes: stored.sizeBytes };
  await recordAudit(tx, ctx, { action: "upload-asset", noun: "asset", nounId: stored.sha256, detail });
  return isNew ? "new" : "again";
}

/** A name for people: NFC, without folders or control characters, at most 200 characters. */
function cleanFileName(fileName: string): string {
  const wellFormed = Buffer.from(fileName, "utf8").toString("utf8");
  const base = wellFormed.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const printable = base.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "").trim();
  return [...printable].slice(0, 200).join("") || "tep-tai-len";
}
