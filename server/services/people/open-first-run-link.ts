import type { ServiceContext } from "../../context.ts";
import { countAdministrators } from "../../db/repos/people.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { issueLink } from "./one-time-links.ts";

/** Whether nobody can sign in as administrator yet, so that the first-run link is the way in. */
export async function isFirstRun(ctx: Pick<ServiceContext, "db">): Promise<boolean> {
  return (await countAdministrators(ctx.db, null)) === 0;
}

/**
 * Issues the link that makes the first administrator: good for 30 minutes, once; an earlier one ends. Only the
 * installation itself may. Throws `conflict` once there is an administrator.
 */
export async function openFirstRunLink(ctx: ServiceContext): Promise<{ token: string }> {
  if (ctx.actor.kind !== "system") throw new DomainError("not-allowed", "error.not-allowed");
  return withTransaction(ctx.db, async (tx) => {
    if (!(await isFirstRun({ db: tx }))) throw new DomainError("conflict", "people.first-run-done");
    const token = await issueLink(tx, "first-run", null, ctx.now());
    await recordAudit(tx, ctx, { action: "open-first-run-link", noun: "installation", nounId: "self" });
    return { token };
  });
}
