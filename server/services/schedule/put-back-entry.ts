import { z } from "zod";
import { EntryLock, ScheduleLayer } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { findLastAuditOf } from "../../db/repos/audit.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { knownEntry } from "./entry-input.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";
import { updateScheduleEntryIn } from "./update-schedule-entry.ts";

/** What an update of an entry writes down of the row before it. */
const Changed = z.object({
  before: z.object({
    name: z.string(),
    layer: ScheduleLayer,
    playlist_id: z.string(),
    target_json: z.string(),
    from_date: z.string(),
    until_date: z.string().nullable(),
    review_date: z.string().nullable(),
    lock: EntryLock.nullable(),
    timing_json: z.string(),
    airtime_json: z.string(),
  }),
});

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
    const { before } = Changed.parse(JSON.parse(last.detail_json));
    const { id: _, ...entry } = scheduledEntry({ ...row, ...before });
    await updateScheduleEntryIn(tx, ctx, { entryId, entry, expectedUpdatedAtMs });
    return { entryId, name: entry.name };
  });
}
