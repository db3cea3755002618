import type { ServiceContext } from "../../context.ts";
import { findLastAuditOf } from "../../db/repos/audit.ts";
import type { EntryRow } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { knownEntry } from "./entry-input.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";
import { updateScheduleEntryIn } from "./update-schedule-entry.ts";

/**
 * Gives an entry back what it said before its last change, as the audit log has it. Errors: as for updating;
 * `conflict` when it was changed since `expectedUpdatedAtMs`, or its last change was no update.
 */
export async function putBackScheduleEntry(
  ctx: ServiceContext,
  { entryId, expectedUpdatedAtMs }: { readonly entryId: string; readonly expectedUpdatedAtMs: number },
): Promise<{ entryId: string; name: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const row = await knownEntry(tx, entryId);
    const last = await findLastAuditOf(tx, "schedule-entry", entryId);
    if (last?.action !== "update-schedule-entry") throw new DomainError("conflict", "error.changed-meanwhile");
    const { before } = JSON.parse(last.detail_json) as { before: Partial<EntryRow> };
    const { id: _, ...entry } = scheduledEntry({ ...row, ...before });
    await updateScheduleEntryIn(tx, ctx, { entryId, entry, expectedUpdatedAtMs });
    return { entryId, name: entry.name };
  });
}
