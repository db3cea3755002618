import type { ServiceContext } from "../../context.ts";
import { findAiringRow } from "../../db/repos/airing-documents.ts";
import { findEditionVersion } from "../../db/repos/stories.ts";
import { findWithdrawalOfAiring, insertWithdrawal, lockWithdrawals } from "../../db/repos/withdrawals.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { refuseLockedStory } from "../schedule/refuse-locked.ts";
import { nextListVersion, publishWithdrawalList } from "./publish-withdrawal-list.ts";

/**
 * Takes an airing document off every screen: the next signed list names it, and players obey it also offline, until two
 * approvers lift it. Idempotent: a second call returns the version that first named it. Safety comes first, so an approver may always; an
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
    if (known !== undefined && known.lifted_in_version === null) return { version: known.version, isNew: false };
    if (!isApprover(ctx)) await refuseLockedVersion(tx, ctx, airing.edition_version_id);
    const version = await nextListVersion(tx);
    await insertWithdrawal(tx, {
      airing_sha256: input.airingSha256,
      rendition_sha256: null,
      reason: input.reason,
      withdrawn_by: personIdOrNull(ctx),
      // Names this withdrawal: what lifted the one before must not lift it too.
      withdrawn_at_ms: Math.max(ctx.now(), (known?.withdrawn_at_ms ?? 0) + 1),
      version,
    });
    await publishWithdrawalList(tx, ctx, version);
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
