import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { hintRoot } from "../trust/hint-root.ts";
import { noteInfluence } from "./distinct-persons.ts";
import { issueLink } from "./one-time-links.ts";
import { type NewPerson, registerPerson } from "./register-person.ts";
import { personIdOrNull, requireRole } from "./require-role.ts";

/**
 * Invites a person: the account can be used once the link (7 days, once) has been opened and a password set. Its maker
 * cannot approve together with it for seven days. Administrators only. Throws `bad-input` or `conflict` for the login.
 */
export async function createPerson(
  ctx: ServiceContext,
  input: NewPerson,
): Promise<{ personId: string; inviteToken: string }> {
  requireRole(ctx, "administrator");
  const created = await withTransaction(ctx.db, async (tx) => {
    const createdBy = personIdOrNull(ctx);
    const personId = await registerPerson(tx, ctx, { ...input, createdBy, passwordHash: null });
    const inviteToken = await issueLink(tx, "invite", personId, ctx.now());
    // After the link, for what is noted since the link was made is dated anew when it is used.
    await noteInfluence(tx, ctx, personId, "created");
    await recordAudit(tx, ctx, {
      action: "create-person",
      noun: "person",
      nounId: personId,
      detail: { login: input.login, roles: input.roles },
    });
    return { personId, inviteToken };
  });
  if (input.roles.includes("approver")) await hintRoot(ctx);
  return created;
}
