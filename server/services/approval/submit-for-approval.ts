import type { AiringScope } from "../../../schemas/airing-document.ts";
import { TemplateId } from "../../../schemas/slide.ts";
import { getTemplate } from "../../../schemas/templates.ts";
import type { ServiceContext } from "../../context.ts";
import { insertAiringIfNew, setAiringSubmitter } from "../../db/repos/airing-documents.ts";
import { findAsset, listRenditions, type RenditionRow } from "../../db/repos/assets.ts";
import { findSite } from "../../db/repos/sites.ts";
import { findEditionVersion, findStory } from "../../db/repos/stories.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { failureOf } from "../assets/asset-view.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { buildAiringDocument } from "./build-airing-document.ts";
import { findOvertaking, refuseDisplaced } from "./refuse-displaced.ts";

interface SubmitInput {
  readonly editionVersionId: string;
  /** Default: everywhere. */
  readonly scope?: AiringScope | undefined;
}

/**
 * Makes the airing document of an edition version and lets approvers see it. Idempotent: the same content is the same
 * document, with the decisions already taken about it; submitted again by someone of the level of a lock that has
 * overtaken it, it is theirs. Submitting approves nothing.
 * Errors: `not-found`; `conflict` while the version's file is being processed (`approval.asset-not-ready`), when it failed
 * or when the story is retired; `not-allowed` where it would take the place of what a locked entry plays; `expired` when the time to air has passed; `bad-input` for an unknown site in the scope.
 */
export async function submitForApproval(ctx: ServiceContext, input: SubmitInput): Promise<{ airingSha256: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const version = await findEditionVersion(tx, input.editionVersionId);
    if (version === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    const story = await findStory(tx, version.story_id);
    if (story?.retired_at_ms !== null) throw new DomainError("conflict", "stories.retired");
    if (version.not_after_ms !== null && version.not_after_ms <= ctx.now()) {
      throw new DomainError("expired", "approval.ended");
    }
    const scope = await knownScope(tx, input.scope ?? { kind: "everywhere" });
    const { text, sha256 } = buildAiringDocument({
      version,
      rendition: version.asset_sha256 === null ? null : await readyRendition(tx, version.asset_sha256),
      template: version.template_id === null ? null : getTemplate(TemplateId.parse(version.template_id)),
      scope,
    });
    await refuseDisplaced(tx, ctx, version, sha256);
    const isNew = await insertAiringIfNew(tx, {
      sha256,
      edition_version_id: version.id,
      document: text,
      submitted_by: personIdOrNull(ctx),
      submitted_at_ms: ctx.now(),
      rejected_by: null,
      rejected_at_ms: null,
      rejection_reason: null,
    });
    const detail = { editionVersionId: version.id };
    const isTakenOver = !isNew && (await findOvertaking(tx, version, sha256)) !== undefined;
    if (isTakenOver) await setAiringSubmitter(tx, sha256, personIdOrNull(ctx));
    if (isNew || isTakenOver)
      await recordAudit(tx, ctx, { action: "submit-airing", noun: "airing", nounId: sha256, detail });
    return { airingSha256: sha256 };
  });
}

async function readyRendition(tx: Transaction, assetSha256: string): Promise<RenditionRow> {
  const asset = await findAsset(tx, assetSha256);
  if (asset === undefined) throw new Error(`An edition version names the unknown asset ${assetSha256}.`);
  const failure = failureOf(asset);
  if (failure !== null) {
    const { vi, en } = failure.reason;
    throw new DomainError("conflict", "approval.asset-failed", { reasonVi: vi, reasonEn: en }, { assetSha256 });
  }
  const main = (await listRenditions(tx, [assetSha256])).find((rendition) => rendition.role === "main");
  if (asset.state === "ready" && main !== undefined) return main;
  const percent = Math.floor(asset.progress_ppm / 10_000);
  throw new DomainError("conflict", "approval.asset-not-ready", { percent }, { assetSha256 });
}

/** The scope with each site once, in one order: the same scope must be the same document. */
async function knownScope(tx: Transaction, scope: AiringScope): Promise<AiringScope> {
  if (scope.kind === "everywhere") return scope;
  const siteIds = [...new Set(scope.siteIds)].sort();
  for (const siteId of siteIds) {
    const site = await findSite(tx, siteId);
    if (site === undefined) throw new DomainError("bad-input", "approval.scope-unknown", {}, { siteId });
  }
  return { kind: "sites", siteIds };
}
