import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { noteInfluence } from "./distinct-persons.ts";
import { issueLink } from "./one-time-links.ts";
import { getPerson } from "./read-person.ts";
import { requireRole } from "./require-role.ts";

/**
 * Issues a link (7 days, once) with which the person sets a new password; the old one stands until then, and an earlier
 * link ends. Whoever issues it cannot approve together with the person for seven days after its use. Throws `conflict`
 * for a disabled account. Administrators only.
 */
export async function resetPerson(ctx: ServiceContext, input: { personId: string }): Promise<{ token: string }> {
  requireRole(ctx, "administrator");
  const { personId } = input;
  return withTransaction(ctx.db, async (tx) => {
    const { state } = await getPerson(tx, personId);
    if (state === "disabled") throw new DomainError("conflict", "people.disabled");
    const token = await issueLink(tx, state === "invited" ? "invite" : "reset", personId, ctx.now());
    await noteInfluence(tx, ctx, personId, "reset");
    await recordAudit(tx, ctx, { action: "reset-person", noun: "person", nounId: personId });
    return { token };
  });
}
