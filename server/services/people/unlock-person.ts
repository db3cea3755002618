import type { ServiceContext } from "../../context.ts";
import { findPersonRow, updatePerson } from "../../db/repos/people.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { addApproverIn } from "../trust/add-approver.ts";
import { hintRoot } from "../trust/hint-root.ts";
import { noteInfluence } from "./distinct-persons.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { requireRole } from "./require-role.ts";

/**
 * Opens a disabled account again with the roles it had. Whoever does so cannot approve together with it for seven days.
 * Someone who never set a password needs a new link. Throws `conflict` when it is not disabled. Administrators only.
 */
export async function unlockPerson(ctx: ServiceContext, input: { personId: string }): Promise<Person> {
  requireRole(ctx, "administrator");
  const { personId } = input;
  const person = await withTransaction(ctx.db, async (tx) => {
    const before = await getPerson(tx, personId);
    if (before.state !== "disabled") throw new DomainError("conflict", "people.not-disabled");
    const hasPassword = (await findPersonRow(tx, personId))?.password_hash != null;
    await updatePerson(tx, personId, { state: hasPassword ? "active" : "invited", updated_at_ms: ctx.now() });
    await noteInfluence(tx, ctx, personId, "unlocked");
    if (before.roles.includes("approver")) await addApproverIn(tx, ctx, personId);
    await recordAudit(tx, ctx, { action: "unlock-person", noun: "person", nounId: personId });
    return getPerson(tx, personId);
  });
  await hintRoot(ctx);
  return person;
}
