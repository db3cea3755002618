import type { ServiceContext } from "../../context.ts";
import { findSource, updateSourceState } from "../../db/repos/sources.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { type Source, sourceOf } from "./source-view.ts";

/** Pauses a source or lets it be read again. Idempotent. Errors: `not-found`. */
export async function setSourceState(
  ctx: ServiceContext,
  input: { sourceId: string; state: "active" | "paused" },
): Promise<Source> {
  requireRole(ctx, "editor", "administrator");
  return withTransaction(ctx.db, async (tx) => {
    const row = await findSource(tx, input.sourceId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { sourceId: input.sourceId });
    if (row.state !== input.state) {
      await updateSourceState(tx, row.id, input.state);
      const detail = { state: input.state };
      await recordAudit(tx, ctx, { action: "set-source-state", noun: "source", nounId: row.id, detail });
    }
    return sourceOf({ ...row, state: input.state });
  });
}
