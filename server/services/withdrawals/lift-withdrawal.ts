import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { LiftDocument } from "../../../schemas/manifest.ts";
import { liftingPersons } from "../../../schemas/trust/withdrawal-standing.ts";
import type { ServiceContext } from "../../context.ts";
import {
  findWithdrawalOfAiring,
  insertLift,
  listLifts,
  lockWithdrawals,
  markLifted,
  type WithdrawalRow,
} from "../../db/repos/withdrawals.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { readEnvelope } from "../approval/airing-standing.ts";
import { refuseTooClose } from "../approval/refuse-too-close.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePerson, requireRole } from "../people/require-role.ts";
import { currentRoot } from "../trust/current-root.ts";
import { signAsApprover } from "../trust/sign-as-approver.ts";
import { nextListVersion, publishWithdrawalList } from "./publish-withdrawal-list.ts";

/** How far the lifting of one withdrawal has come; `version` is the list that carries it out, null before. */
export interface LiftStanding {
  readonly lifts: number;
  readonly needed: number;
  readonly version: number | null;
}

/**
 * Signs a person's yes to showing a withdrawn item again. With the yes of the second distinct approver the next signed
 * list says so; players check both signatures themselves, so that whoever holds the server alone can lift nothing.
 * Errors: `not-found`; `not-allowed` without the role, or for someone too close to the other; `conflict` when it is not
 * withdrawn or already theirs.
 */
export async function liftWithdrawal(ctx: ServiceContext, input: { airingSha256: string }): Promise<LiftStanding> {
  requireRole(ctx, "approver");
  const personId = requirePerson(ctx);
  const { airingSha256 } = input;
  const standing = await withTransaction(ctx.db, async (tx) => {
    await lockWithdrawals(tx);
    const withdrawal = await findWithdrawalOfAiring(tx, airingSha256);
    if (withdrawal === undefined) throw new DomainError("not-found", "error.not-found", {}, { airingSha256 });
    if (withdrawal.lifted_in_version !== null) throw new DomainError("conflict", "withdrawals.already-lifted");
    await addLift({ ...ctx, db: tx }, tx, withdrawal, personId);
    const lifted = await countLifts({ ...ctx, db: tx }, tx, withdrawal);
    const version = lifted.lifts < lifted.needed ? null : await nextListVersion(tx);
    if (version !== null) {
      await markLifted(tx, withdrawal.seq, version);
      await publishWithdrawalList(tx, ctx, version);
    }
    const detail = { withdrawnAtMs: withdrawal.withdrawn_at_ms, lifts: lifted.lifts, version };
    await recordAudit(tx, ctx, { action: "lift-withdrawal", noun: "airing", nounId: airingSha256, detail });
    return { ...lifted, version };
  });
  if (standing.version !== null) ctx.bus.hint("withdrawals-changed", { version: standing.version });
  return standing;
}

async function addLift(
  ctx: ServiceContext,
  tx: Transaction,
  withdrawal: WithdrawalRow,
  personId: string,
): Promise<void> {
  const given = await listLifts(tx, [withdrawal.seq]);
  if (given.some((lift) => lift.person_id === personId)) {
    throw new DomainError("conflict", "withdrawals.already-yours");
  }
  await refuseTooClose(
    ctx,
    given.map((lift) => ({ personId: lift.person_id, atMs: lift.lifted_at_ms })),
    personId,
  );
  const yes = await signAsApprover(ctx, personId, DOCUMENT_TYPES.lift, (liftedAtMs) =>
    LiftDocument.parse({
      type: "lift",
      airingSha256: withdrawal.airing_sha256,
      withdrawnAtMs: withdrawal.withdrawn_at_ms,
      personId,
      liftedAtMs: Math.max(liftedAtMs, withdrawal.withdrawn_at_ms),
    }),
  );
  await insertLift(tx, {
    withdrawal_seq: withdrawal.seq,
    person_id: personId,
    key_id: yes.keyId,
    envelope_json: JSON.stringify(yes.envelope),
    lifted_at_ms: yes.atMs,
  });
}

/** As a player counts: the signatures that hold, each person once. */
async function countLifts(
  ctx: Pick<ServiceContext, "db">,
  tx: Transaction,
  withdrawal: WithdrawalRow,
): Promise<{ lifts: number; needed: number }> {
  const { document: root } = await currentRoot(ctx);
  const envelopes = (await listLifts(tx, [withdrawal.seq])).flatMap(readEnvelope);
  const named = { airingSha256: withdrawal.airing_sha256, withdrawnAtMs: withdrawal.withdrawn_at_ms };
  const persons = await liftingPersons(named, envelopes, root);
  return { lifts: persons.size, needed: Math.max(2, root.approvalThreshold) };
}
