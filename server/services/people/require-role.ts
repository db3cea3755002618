import type { ServiceContext } from "../../context.ts";
import type { Role } from "../../db/tables.ts";
import { DomainError } from "../../errors.ts";

/** A role stands for those it holds besides itself: an editor of a province or the ministry is an editor everywhere. */
const ALSO: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  "province-editor": ["editor"],
  "ministry-editor": ["editor", "province-editor"],
};

/** These roles with all that they include, each once. */
export function withIncluded(roles: Iterable<Role>): Role[] {
  return [...new Set([...roles].flatMap((role) => [role, ...(ALSO[role] ?? [])]))];
}

/**
 * Passes when the actor holds one of the roles; with no role named, any signed-in person passes. The installation's own
 * jobs pass always. Throws `not-signed-in` or `not-allowed`.
 */
export function requireRole(ctx: Pick<ServiceContext, "actor">, ...anyOf: Role[]): void {
  const { actor } = ctx;
  if (actor.kind === "system") return;
  if (actor.kind === "anonymous") throw new DomainError("not-signed-in", "error.not-signed-in");
  const held = withIncluded(actor.roles);
  if (anyOf.length > 0 && !anyOf.some((role) => held.includes(role))) {
    throw new DomainError("not-allowed", "error.not-allowed", {}, { personId: actor.personId, anyOf });
  }
}

/** The id of the person who asks. Throws `not-signed-in` for anyone else, the installation's own jobs included. */
export function requirePerson(ctx: Pick<ServiceContext, "actor">): string {
  if (ctx.actor.kind !== "person") throw new DomainError("not-signed-in", "error.not-signed-in");
  return ctx.actor.personId;
}

/** The person to write down as the author of a row; null when the installation itself acts. */
export function personIdOrNull(ctx: Pick<ServiceContext, "actor">): string | null {
  return ctx.actor.kind === "person" ? ctx.actor.personId : null;
}
