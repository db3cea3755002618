import { readingTimeMs } from "../../../schemas/rules/reading-time.ts";
import type { SlideFields } from "../../../schemas/slide.ts";
import { getTemplate } from "../../../schemas/templates.ts";
import type { ServiceContext } from "../../context.ts";
import { type AssetRow, findAsset, listRenditions } from "../../db/repos/assets.ts";
import {
  findEdition,
  findStory,
  insertEdition,
  insertEditionVersion,
  newestVersionNumber,
  touchStory,
} from "../../db/repos/stories.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { failureOf } from "../assets/asset-view.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { EditionContent, type EditionContentInput, STILL_DURATION } from "./edition-content.ts";
import { refuseUnknownCodes } from "./refuse-unknown-codes.ts";

/**
 * Adds the next version of a story in one language; versions never change afterwards. Nothing of it airs before it is
 * submitted and approved. A picture or video must be ready; a slide's picture may still be processing.
 * Errors: `bad-input` for content that does not fit or codes the reference does not know; `not-found`; `conflict` for a
 * retired story or a file that is not ready, failed, or of another kind.
 */
export async function addEditionVersion(
  ctx: ServiceContext,
  input: EditionContentInput,
): Promise<{ editionVersionId: string; version: number }> {
  requireRole(ctx, "editor");
  const content = parseContent(input);
  return withTransaction(ctx.db, (tx) => addEditionVersionIn(tx, ctx, newId(ctx.now()), content));
}

/**
 * The same inside the caller's transaction and under an id the caller chose, for a slide that must name what is made
 * beside it, such as its own QR link. The caller has checked who may.
 */
export async function addEditionVersionIn(
  tx: Transaction,
  ctx: ServiceContext,
  editionVersionId: string,
  content: EditionContent,
): Promise<{ editionVersionId: string; version: number }> {
  const atMs = ctx.now();
  const { storyId, language } = content;
  await touchStory(tx, storyId, atMs);
  const story = await findStory(tx, storyId);
  if (story === undefined) throw new DomainError("not-found", "error.not-found", {}, { storyId });
  if (story.retired_at_ms !== null) throw new DomainError("conflict", "stories.retired");
  await refuseUnknownCodes(tx, content);
  const durationMs = await plannedDuration(tx, content);
  const known = await findEdition(tx, storyId, language);
  const editionId = known?.id ?? newId(atMs);
  if (known === undefined) {
    await insertEdition(tx, { id: editionId, story_id: storyId, language, created_at_ms: atMs, retired_at_ms: null });
  }
  const version = (await newestVersionNumber(tx, editionId)) + 1;
  await insertEditionVersion(tx, {
    id: editionVersionId,
    edition_id: editionId,
    version,
    kind: content.kind,
    title: content.title,
    asset_sha256: content.assetSha256,
    template_id: content.kind === "slide" ? getTemplate(content.templateId).id : null,
    fields_json: content.kind === "slide" ? JSON.stringify(content.fields) : null,
    duration_ms: durationMs,
    not_before_ms: content.notBeforeMs,
    not_after_ms: content.notAfterMs,
    credit: content.credit,
    source_url: content.sourceUrl,
    needs_native_check: content.needsNativeCheck ? 1 : 0,
    programmes_json: JSON.stringify(content.programmes),
    created_by: personIdOrNull(ctx),
    created_at_ms: atMs,
  });
  const detail = { storyId, language, version, kind: content.kind };
  await recordAudit(tx, ctx, {
    action: "add-edition-version",
    noun: "edition-version",
    nounId: editionVersionId,
    detail,
  });
  return { editionVersionId, version };
}

/** Checked content with its defaults. Throws `bad-input` that names the field. */
export function parseContent(input: EditionContentInput): EditionContent {
  const parsed = EditionContent.safeParse(input);
  if (!parsed.success) {
    const what = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new DomainError("bad-input", "error.bad-input", { what }, { issues: parsed.error.message });
  }
  const { notBeforeMs, notAfterMs } = parsed.data;
  if (notBeforeMs !== null && notAfterMs !== null && notAfterMs <= notBeforeMs) {
    throw new DomainError("bad-input", "stories.validity");
  }
  return parsed.data;
}

async function plannedDuration(tx: Transaction, content: EditionContent): Promise<number> {
  if (content.kind === "slide") {
    if (content.assetSha256 !== null) await usableAsset(tx, content.assetSha256, "image", { mayWait: true });
    return content.durationMs ?? readingTimeMs(textOfSlide(content.fields, content.language));
  }
  const asset = await usableAsset(tx, content.assetSha256, content.kind, { mayWait: false });
  if (content.kind === "image") return content.durationMs ?? STILL_DURATION.defaultMs;
  const main = (await listRenditions(tx, [asset.sha256])).find((rendition) => rendition.role === "main");
  const durationMs = main?.duration_ms ?? asset.duration_ms ?? 0;
  if (durationMs < 2_000 || durationMs > 3_600_000) {
    throw new DomainError("bad-input", "stories.video-length", { seconds: Math.round(durationMs / 1_000) });
  }
  return durationMs;
}

async function usableAsset(
  tx: Transaction,
  sha256: string,
  kind: "image" | "video",
  options: { mayWait: boolean },
): Promise<AssetRow> {
  const asset = await findAsset(tx, sha256);
  if (asset === undefined) throw new DomainError("conflict", "stories.asset-unknown", {}, { sha256 });
  const failure = failureOf(asset);
  if (failure !== null) {
    const { vi, en } = failure.reason;
    throw new DomainError("conflict", "stories.asset-failed", { reasonVi: vi, reasonEn: en }, { sha256 });
  }
  if (asset.state !== "ready" && !options.mayWait) {
    throw new DomainError("conflict", "stories.asset-not-ready", {}, { sha256 });
  }
  if (asset.kind !== null && asset.kind !== kind) {
    throw new DomainError("conflict", kind === "image" ? "stories.needs-image" : "stories.needs-video", {}, { sha256 });
  }
  return asset;
}

function textOfSlide(fields: SlideFields, language: string) {
  const second = fields.second === null ? [] : [fields.second.headline, fields.second.summary];
  return {
    texts: [fields.headline, fields.summary, ...second].filter((text) => text !== ""),
    language,
    hasQr: fields.qr !== null,
  };
}
