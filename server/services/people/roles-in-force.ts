import type { ServiceContext } from "../../context.ts";
import { listInfluencesOn, listRoleGrants } from "../../db/repos/people.ts";
import type { Role } from "../../db/tables.ts";
import { INFLUENCE_MS } from "./distinct-persons.ts";
import type { Person } from "./person.ts";

/** Roles that speak above the gates: they are worth what two hands are, not what one administrator can hand himself. */
const ABOVE_GATES: ReadonlySet<Role> = new Set(["province-editor", "ministry-editor"]);

/**
 * The roles that a person may act with now. For seven days after another person created, reset or unlocked the account,
 * or gave it such a role, an editor of the province or the ministry is an editor like any other: whoever held the account
 * could otherwise speak with its voice before anybody noticed. What the installation itself made is in force at once.
 */
export async function rolesInForce(
  ctx: Pick<ServiceContext, "db" | "now">,
  { id, roles }: Pick<Person, "id" | "roles">,
): Promise<Role[]> {
  if (!roles.some((role) => ABOVE_GATES.has(role))) return [...roles];
  const sinceMs = ctx.now() - INFLUENCE_MS + 1;
  const isHeld = (await listInfluencesOn(ctx.db, id, sinceMs)).length > 0;
  const grants = await listRoleGrants(ctx.db, id);
  const resting = (role: Role) =>
    ABOVE_GATES.has(role) &&
    (isHeld ||
      grants.some(
        (grant) =>
          grant.role === role && grant.granted_by !== null && grant.granted_by !== id && grant.granted_at_ms >= sinceMs,
      ));
  return [...new Set(roles.map((role) => (resting(role) ? "editor" : role)))];
}
