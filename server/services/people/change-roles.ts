import type { ServiceContext } from "../../context.ts";
import { countAdministrators, deleteRole, insertRole } from "../../db/repos/people.ts";
import type { Role } from "../../db/tables.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { addApproverIn } from "../trust/add-approver.ts";
import { endApproverIn } from "../trust/end-approver.ts";
import { hintRoot } from "../trust/hint-root.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { personIdOrNull, requireRole } from "./require-role.ts";

/** What another must give: the second signature, and the right to change what is locked against the gate. */
const NOT_TO_ONESELF: ReadonlySet<Role> = new Set(["approver", "province-editor", "ministry-editor"]);

/**
 * Gives the person exactly these roles, at once and on every device. Nobody gives themselves a role that answers to
 * another (approver, editor of a province or the ministry), and the last active administrator stays one (`conflict`).
 * Administrators only. Idempotent.
 */
export async function changeRoles(
  ctx: ServiceContext,
  input: { personId: string; roles: readonly Role[] },
): Promise<Person> {
  requireRole(ctx, "administrator");
  const { personId } = input;
  const { person, approverChanged } = await withTransaction(ctx.db, async (tx) => {
    const before = await getPerson(tx, personId);
    const added = input.roles.filter((role) => !before.roles.includes(role));
    const removed = before.roles.filter((role) => !input.roles.includes(role));
    if (added.some((role) => NOT_TO_ONESELF.has(role)) && personIdOrNull(ctx) === personId) {
      throw new DomainError("not-allowed", "people.not-to-yourself");
    }
    if (removed.includes("administrator") && (await countAdministrators(tx, personId)) === 0) {
      throw new DomainError("conflict", "people.last-administrator");
    }
    for (const role of new Set(added)) {
      await insertRole(tx, {
        person_id: personId,
        role,
        granted_by: personIdOrNull(ctx),
        granted_at_ms: ctx.now(),
      });
    }
    for (const role of removed) await deleteRole(tx, personId, role);
    if (added.includes("approver") && before.state !== "disabled") await addApproverIn(tx, ctx, personId);
    if (removed.includes("approver")) await endApproverIn(tx, ctx, personId);
    if (added.length + removed.length > 0) {
      await recordAudit(tx, ctx, {
        action: "change-roles",
        noun: "person",
        nounId: personId,
        detail: { added, removed },
      });
    }
    const approverChanged = [...added, ...removed].includes("approver");
    return { person: await getPerson(tx, personId), approverChanged };
  });
  if (approverChanged) await hintRoot(ctx);
  return person;
}
