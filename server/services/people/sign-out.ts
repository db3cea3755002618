import type { ServiceContext } from "../../context.ts";
import { deleteSession } from "../../db/repos/sign-in.ts";
import { withTransaction } from "../../db/transaction.ts";
import { sha256Hex } from "../../sha256.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePerson } from "./require-role.ts";

/** Ends the session of this token. Idempotent. */
export async function signOut(ctx: ServiceContext, input: { sessionToken: string }): Promise<void> {
  const personId = requirePerson(ctx);
  await withTransaction(ctx.db, async (tx) => {
    await deleteSession(tx, sha256Hex(input.sessionToken));
    await recordAudit(tx, ctx, { action: "sign-out", noun: "person", nounId: personId });
  });
}
