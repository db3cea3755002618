import { ApprovalDocument } from "../../../schemas/airing-document.ts";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { insertApproval, lockAiring } from "../../db/repos/airing-documents.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePerson, requireRole } from "../people/require-role.ts";
import { signAsApprover } from "../trust/sign-as-approver.ts";
import { type AiringStanding, airingStandings } from "./airing-standing.ts";
import { refuseOvertaken } from "./refuse-displaced.ts";
import { refuseTooClose } from "./refuse-too-close.ts";
import { refuseUndecidable } from "./refuse-undecidable.ts";

/**
 * Signs a person's yes to exactly these bytes with that person's own key. The document counts as approved once two
 * distinct persons have signed it and the server, judging as a player does, agrees.
 * Errors: `not-found`; `not-allowed` without the role, for someone too close to the other approver, or where a lock has
 * overtaken the document since it was submitted; `conflict` when
 * already decided; `expired`.
 */
export async function approveAiring(
  ctx: ServiceContext,
  input: { airingSha256: string },
): Promise<{ state: AiringStanding["state"]; approvals: number; needed: number }> {
  requireRole(ctx, "approver");
  const personId = requirePerson(ctx);
  const standing = await withTransaction(ctx.db, async (tx) => {
    const inside = { ...ctx, db: tx };
    const before = await lockedStanding(inside, tx, input.airingSha256);
    if (before.approvals.some((approval) => approval.person_id === personId)) {
      throw new DomainError("conflict", "approval.already-yours");
    }
    refuseUndecidable(before);
    await refuseOvertaken(tx, before.row);
    await refuseTooClose(
      inside,
      before.approvals.map((approval) => ({ personId: approval.person_id, atMs: approval.approved_at_ms })),
      personId,
    );
    const keyId = await signApproval(inside, tx, input.airingSha256, personId);
    const detail = { keyId, approvals: before.approvals.length + 1 };
    await recordAudit(tx, ctx, { action: "approve-airing", noun: "airing", nounId: input.airingSha256, detail });
    const after = await lockedStanding(inside, tx, input.airingSha256);
    if (after.state === "damaged") throw new Error(`An approval was signed that players would refuse: ${keyId}.`);
    return after;
  });
  if (standing.state === "approved") ctx.bus.hint("airing-approved", { airingSha256: input.airingSha256 });
  return { state: standing.state, approvals: standing.approvals.length, needed: standing.needed };
}

/** How the document stands, with its row held until the transaction ends. Throws `not-found`. */
export async function lockedStanding(
  ctx: Pick<ServiceContext, "db" | "now">,
  tx: Transaction,
  airingSha256: string,
): Promise<AiringStanding> {
  const row = await lockAiring(tx, airingSha256);
  const standing = row && (await airingStandings(ctx, [row])).get(airingSha256);
  if (standing === undefined) throw new DomainError("not-found", "error.not-found", {}, { airingSha256 });
  return standing;
}

async function signApproval(
  ctx: ServiceContext,
  tx: Transaction,
  airingSha256: string,
  personId: string,
): Promise<string> {
  const yes = await signAsApprover(ctx, personId, DOCUMENT_TYPES.approval, (approvedAtMs) =>
    ApprovalDocument.parse({ type: "approval", airingSha256, personId, approvedAtMs }),
  );
  await insertApproval(tx, {
    airing_sha256: airingSha256,
    person_id: personId,
    key_id: yes.keyId,
    envelope_json: JSON.stringify(yes.envelope),
    approved_at_ms: yes.atMs,
  });
  return yes.keyId;
}
