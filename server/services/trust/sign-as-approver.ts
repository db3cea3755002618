import type { DocumentType, Envelope } from "../../../schemas/envelope.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { currentRoot } from "./current-root.ts";

/** One person's signed yes. */
export interface SignedYes {
  readonly personId: string;
  readonly keyId: string;
  readonly envelope: Envelope;
  readonly atMs: number;
}

/**
 * Signs a document with this person's own key, which must be named by the root that players hold: a signature they would
 * refuse is never made. Errors: `not-allowed` for a key that is not in office.
 */
export async function signAsApprover(
  ctx: ServiceContext,
  personId: string,
  type: DocumentType,
  makeDocument: (atMs: number) => unknown,
): Promise<SignedYes> {
  const signer = await ctx.keys.personSigner(personId);
  const { document: root } = await currentRoot(ctx);
  const atMs = ctx.now();
  const inOffice = root.approvers.some(
    (approver) =>
      approver.personId === personId &&
      approver.keyId === signer.keyId &&
      approver.fromMs <= atMs &&
      approver.untilMs === null,
  );
  if (!inOffice) throw new DomainError("not-allowed", "approval.not-in-office", {}, { personId });
  return { personId, keyId: signer.keyId, envelope: await signDocument(makeDocument(atMs), type, [signer]), atMs };
}
