import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { Withdrawals } from "../../../schemas/manifest.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { findAiringRow } from "../../db/repos/airing-documents.ts";
import { findEditionVersion } from "../../db/repos/stories.ts";
import {
  findNewestWithdrawalList,
  findWithdrawalOfAiring,
  insertWithdrawal,
  insertWithdrawalList,
  listWithdrawalRows,
  lockWithdrawals,
} from "../../db/repos/withdrawals.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { refuseLockedStory } from "../schedule/refuse-locked.ts";

/**
 * Takes an airing document off every screen for good: the next signed list names it, and players obey it also offline.
 * Idempotent: a second call returns the version that first named it. Safety comes first, so an approver may always; an
 * editor alone may not while an entry locked above them plays the story. Errors: `not-found`, `not-allowed`.
 */
export async function withdrawAiring(
  ctx: ServiceContext,
  input: { airingSha256: string; reason: string },
): Promise<{ version: number }> {
  requireRole(ctx, "editor", "approver");
  const result = await withTransaction(ctx.db, async (tx) => {
    const airing = await findAiringRow(tx, input.airingSha256);
    if (airing === undefined) {
      throw new DomainError("not-found", "error.not-found", {}, { airingSha256: input.airingSha256 });
    }
    await lockWithdrawals(tx);
    const known = await findWithdrawalOfAiring(tx, input.airingSha256);
    if (known !== undefined) return { version: known.version, isNew: false };
    if (!isApprover(ctx)) await refuseLockedVersion(tx, ctx, airing.edition_version_id);
    const version = ((await findNewestWithdrawalList(tx))?.version ?? 0) + 1;
    await insertWithdrawal(tx, {
      airing_sha256: input.airingSha256,
      rendition_sha256: null,
      reason: input.reason,
      withdrawn_by: personIdOrNull(ctx),
      withdrawn_at_ms: ctx.now(),
      version,
    });
    await publishList(tx, ctx, version);
    const detail = { reason: input.reason, version };
    await recordAudit(tx, ctx, { action: "withdraw-airing", noun: "airing", nounId: input.airingSha256, detail });
    return { version, isNew: true };
  });
  if (result.isNew) ctx.bus.hint("withdrawals-changed", { version: result.version });
  return { version: result.version };
}

function isApprover({ actor }: ServiceContext): boolean {
  return actor.kind === "person" && actor.roles.has("approver");
}

async function refuseLockedVersion(tx: Transaction, ctx: ServiceContext, editionVersionId: string): Promise<void> {
  const version = await findEditionVersion(tx, editionVersionId);
  if (version !== undefined) await refuseLockedStory(tx, ctx, version.story_id);
}

/** Signs every entry there is as the next version: the list only grows. */
async function publishList(tx: Transaction, ctx: ServiceContext, version: number): Promise<void> {
  const entries = (await listWithdrawalRows(tx)).map((row) => ({
    airingSha256: row.airing_sha256,
    renditionSha256: row.rendition_sha256,
    withdrawnAtMs: row.withdrawn_at_ms,
  }));
  const document = Withdrawals.parse({ type: "withdrawals", version, entries });
  const envelope = await signDocument(document, DOCUMENT_TYPES.withdrawals, [await ctx.keys.schedulerSigner()]);
  await insertWithdrawalList(tx, {
    version,
    envelope_json: JSON.stringify(envelope),
    created_at_ms: ctx.now(),
  });
}
