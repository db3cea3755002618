import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { Withdrawals } from "../../../schemas/manifest.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { findAiringRow } from "../../db/repos/airing-documents.ts";
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

/**
 * Takes an airing document off every screen for good: the next signed list names it, and players obey it also offline.
 * Idempotent: a second call returns the version that first named it. Errors: `not-found`.
 */
export async function withdrawAiring(
  ctx: ServiceContext,
  input: { airingSha256: string; reason: string },
): Promise<{ version: number }> {
  requireRole(ctx, "editor", "approver");
  const result = await withTransaction(ctx.db, async (tx) => {
    if ((await findAiringRow(tx, input.airingSha256)) === undefined) {
      throw new DomainError("not-found", "error.not-found", {}, { airingSha256: input.airingSha256 });
    }
    await lockWithdrawals(tx);
    const known = await findWithdrawalOfAiring(tx, input.airingSha256);
    if (known !== undefined) return { version: known.version, isNew: false };
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
