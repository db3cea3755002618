import type { ServiceContext } from "../../context.ts";
import { hasApprovalBySignedInPerson } from "../../db/repos/people.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { hintRoot } from "../trust/hint-root.ts";
import { issueLink } from "./one-time-links.ts";
import { type NewPerson, registerPerson } from "./register-person.ts";
import { requirePerson, requireRole } from "./require-role.ts";

/** Setting: id of the person who completed the first run. */
export const FIRST_ADMINISTRATOR = "first-administrator";
/** Setting: id of the person whom the first administrator named beside themselves. */
export const SECOND_PERSON = "second-person";

/** Whether the actor is the first administrator and may still name the second person. */
export async function mayAddSecondPerson(ctx: Pick<ServiceContext, "db" | "actor">): Promise<boolean> {
  if (ctx.actor.kind !== "person" || !ctx.actor.roles.has("administrator")) return false;
  if ((await findSetting(ctx.db, FIRST_ADMINISTRATOR)) !== ctx.actor.personId) return false;
  if ((await findSetting(ctx.db, SECOND_PERSON)) !== undefined) return false;
  return !(await hasApprovalBySignedInPerson(ctx.db));
}

/**
 * Makes the second person of a new installation and returns their invitation. Both first people are made by the
 * installation, so neither holds the other and the two can approve from the first day; that is why it works once, for
 * the first administrator alone, and only before a person with a password has approved anything. Throws `conflict`.
 */
export async function addSecondPerson(
  ctx: ServiceContext,
  input: NewPerson,
): Promise<{ personId: string; inviteToken: string }> {
  requireRole(ctx, "administrator");
  const namedBy = requirePerson(ctx);
  const invited = await withTransaction(ctx.db, async (tx) => {
    if (!(await mayAddSecondPerson({ db: tx, actor: ctx.actor }))) {
      throw new DomainError("conflict", "people.second-person-done");
    }
    const asInstallation = { ...ctx, actor: { kind: "system", reason: "first-run" } as const };
    const personId = await registerPerson(tx, asInstallation, { ...input, createdBy: null, passwordHash: null });
    await saveSetting(tx, SECOND_PERSON, personId);
    const inviteToken = await issueLink(tx, "invite", personId, ctx.now());
    await recordAudit(tx, asInstallation, {
      action: "add-second-person",
      noun: "person",
      nounId: personId,
      detail: { roles: input.roles, namedBy },
    });
    return { personId, inviteToken };
  });
  if (input.roles.includes("approver")) await hintRoot(ctx);
  return invited;
}
