import { ApprovalDocument } from "../../../schemas/airing-document.ts";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { insertApproval, lockAiring } from "../../db/repos/airing-documents.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { canApproveTogether } from "../people/distinct-persons.ts";
import { requirePerson, requireRole } from "../people/require-role.ts";
import { currentRoot } from "../trust/current-root.ts";
import { type AiringStanding, airingStandings } from "./airing-standing.ts";
import { personNames } from "./person-names.ts";
import { refuseUndecidable } from "./refuse-undecidable.ts";

/**
 * Signs a person's yes to exactly these bytes with that person's own key. The document counts as approved once two
 * distinct persons have signed it and the server, judging as a player does, agrees.
 * Errors: `not-found`; `not-allowed` without the role, or for someone too close to the other approver; `conflict` when
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
    await refuseTooClose(inside, before, personId);
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

/** Whoever made, reset or unlocked an account could speak with its voice: the two are not distinct for 7 days. */
async function refuseTooClose(ctx: ServiceContext, standing: AiringStanding, personId: string): Promise<void> {
  for (const approval of standing.approvals) {
    if (await canApproveTogether(ctx, approval.person_id, personId, approval.approved_at_ms)) continue;
    const names = await personNames(ctx, [approval.person_id]);
    const name = names.get(approval.person_id) ?? "";
    throw new DomainError("not-allowed", "approval.not-distinct", { name }, { personId, with: approval.person_id });
  }
}

async function signApproval(
  ctx: ServiceContext,
  tx: Transaction,
  airingSha256: string,
  personId: string,
): Promise<string> {
  const signer = await ctx.keys.personSigner(personId);
  const { document: root } = await currentRoot(ctx);
  const approvedAtMs = ctx.now();
  const inOffice = root.approvers.some(
    (approver) =>
      approver.personId === personId &&
      approver.keyId === signer.keyId &&
      approver.fromMs <= approvedAtMs &&
      approver.untilMs === null,
  );
  if (!inOffice) throw new DomainError("not-allowed", "approval.not-in-office", {}, { personId });
  const document = ApprovalDocument.parse({ type: "approval", airingSha256, personId, approvedAtMs });
  const envelope = await signDocument(document, DOCUMENT_TYPES.approval, [signer]);
  await insertApproval(tx, {
    airing_sha256: airingSha256,
    person_id: personId,
    key_id: signer.keyId,
    envelope_json: JSON.stringify(envelope),
    approved_at_ms: approvedAtMs,
  });
  return signer.keyId;
}
