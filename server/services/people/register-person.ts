import { z } from "zod";
import { humanText } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { findPersonByLogin, insertPerson, insertRole } from "../../db/repos/people.ts";
import type { Role } from "../../db/tables.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { addApproverIn } from "../trust/add-approver.ts";
import { MAX_ROLES, RoleName } from "./person.ts";

export const DisplayName = humanText(120).pipe(z.string().min(1));

export const NewPerson = z.object({
  login: z.string().max(100),
  displayName: DisplayName,
  roles: z.array(RoleName).max(MAX_ROLES),
});
export type NewPerson = z.infer<typeof NewPerson>;

const LOGIN = /^[a-z0-9][a-z0-9._-]{1,39}$/;

/**
 * Writes a new account in the caller's transaction and returns its id; an approver enters the root document. The caller
 * checks rights, records the audit line and hints `root-changed`. Throws `bad-input` or `conflict` for the login.
 */
export async function registerPerson(
  tx: Transaction,
  ctx: ServiceContext,
  person: NewPerson & { createdBy: string | null; passwordHash: string | null },
): Promise<string> {
  const login = person.login.trim().toLowerCase();
  if (!LOGIN.test(login)) throw new DomainError("bad-input", "people.bad-login");
  if (await findPersonByLogin(tx, login)) throw new DomainError("conflict", "people.login-taken", { login });
  const nowMs = ctx.now();
  const id = newId(nowMs);
  await insertPerson(tx, {
    id,
    login,
    display_name: person.displayName,
    password_hash: person.passwordHash,
    state: person.passwordHash === null ? "invited" : "active",
    created_by: person.createdBy,
    created_at_ms: nowMs,
    updated_at_ms: nowMs,
  });
  const roles: ReadonlySet<Role> = new Set(person.roles);
  for (const role of roles) {
    await insertRole(tx, { person_id: id, role, granted_by: person.createdBy, granted_at_ms: nowMs });
  }
  if (roles.has("approver")) await addApproverIn(tx, ctx, id);
  return id;
}
