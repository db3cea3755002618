import type { ServiceContext } from "../../context.ts";
import { findPersonByLogin } from "../../db/repos/people.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { issueLink } from "./one-time-links.ts";
import { getPerson } from "./read-person.ts";

/**
 * Issues a link with which an administrator who lost the password sets a new one; the old one stands until then. Only for
 * the installation itself, which is asked at its own machine. Errors: `not-found` for an unknown login, `conflict` for who
 * is no administrator or was disabled.
 */
export async function resetAdministrator(
  ctx: Pick<ServiceContext, "db" | "now" | "actor">,
  input: { login: string },
): Promise<{ token: string }> {
  if (ctx.actor.kind !== "system") throw new DomainError("not-allowed", "error.not-allowed");
  const login = input.login.trim().toLowerCase();
  return withTransaction(ctx.db, async (tx) => {
    const row = await findPersonByLogin(tx, login);
    if (row === undefined) throw new DomainError("not-found", "people.no-such-login", { login });
    const { id, state, roles } = await getPerson(tx, row.id);
    if (state === "disabled") throw new DomainError("conflict", "people.disabled");
    if (!roles.includes("administrator")) throw new DomainError("conflict", "people.no-administrator", { login });
    const token = await issueLink(tx, state === "invited" ? "invite" : "reset", id, ctx.now());
    await recordAudit(tx, ctx, { action: "reset-administrator", noun: "person", nounId: id });
    return { token };
  });
}
