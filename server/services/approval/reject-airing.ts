import type { ServiceContext } from "../../context.ts";
import { setAiringRejection } from "../../db/repos/airing-documents.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requirePerson, requireRole } from "../people/require-role.ts";
import { lockedStanding } from "./approve-airing.ts";
import { refuseUndecidable } from "./refuse-undecidable.ts";

/**
 * Returns an item to its author with a reason. These bytes can never be approved afterwards; a new version can.
 * Errors: `not-found`; `conflict` when already decided (what is approved is withdrawn instead); `expired`.
 */
export async function rejectAiring(
  ctx: ServiceContext,
  input: { airingSha256: string; reason: string },
): Promise<void> {
  requireRole(ctx, "approver");
  const personId = requirePerson(ctx);
  await withTransaction(ctx.db, async (tx) => {
    refuseUndecidable(await lockedStanding({ db: tx, now: ctx.now }, tx, input.airingSha256));
    await setAiringRejection(tx, input.airingSha256, { personId, atMs: ctx.now(), reason: input.reason });
    const detail = { reason: input.reason };
    await recordAudit(tx, ctx, { action: "reject-airing", noun: "airing", nounId: input.airingSha256, detail });
  });
}
