import type { ServiceContext } from "../../context.ts";
import { countAdministrators, updatePerson } from "../../db/repos/people.ts";
import { deleteSessionsOf, endLinks } from "../../db/repos/sign-in.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { endApproverIn } from "../trust/end-approver.ts";
import { hintRoot } from "../trust/hint-root.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { requireRole } from "./require-role.ts";

/**
 * Locks the account: sessions and links end at once, and nothing the person signs from now on counts. The person and
 * all they did stay on record. Throws `conflict` for the last active administrator. Administrators only. Idempotent.
 */
export async function disablePerson(ctx: ServiceContext, input: { personId: string }): Promise<Person> {
  requireRole(ctx, "administrator");
  const { personId } = input;
  const person = await withTransaction(ctx.db, async (tx) => {
    const before = await getPerson(tx, personId);
    if (before.state === "disabled") return before;
    if (before.roles.includes("administrator") && (await countAdministrators(tx, personId)) === 0) {
      throw new DomainError("conflict", "people.last-administrator");
    }
    const nowMs = ctx.now();
    await updatePerson(tx, personId, { state: "disabled", updated_at_ms: nowMs });
    await deleteSessionsOf(tx, personId);
    await endLinks(tx, personId, nowMs);
    await endApproverIn(tx, ctx, personId);
    await recordAudit(tx, ctx, { action: "disable-person", noun: "person", nounId: personId });
    return getPerson(tx, personId);
  });
  await hintRoot(ctx);
  return person;
}
