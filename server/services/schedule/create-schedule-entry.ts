import type { ServiceContext } from "../../context.ts";
import { insertEntry } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { checkReferences, columnsOf, parseEntry } from "./entry-input.ts";

/**
 * Adds an entry to the schedule; on air only once the schedule is published. A window without length is refused,
 * overlapping ones are stored as one. Errors: `bad-input`, `not-found`, `conflict`.
 */
export async function createScheduleEntry(ctx: ServiceContext, input: unknown): Promise<{ entryId: string }> {
  requireRole(ctx, "editor");
  const entry = parseEntry(input);
  const atMs = ctx.now();
  const entryId = newId(atMs);
  await withTransaction(ctx.db, async (tx) => {
    await checkReferences(tx, entry);
    await insertEntry(tx, {
      id: entryId,
      ...columnsOf(entry),
      created_by: personIdOrNull(ctx),
      created_at_ms: atMs,
      updated_at_ms: atMs,
      retired_at_ms: null,
    });
    await recordAudit(tx, ctx, {
      action: "create-schedule-entry",
      noun: "schedule-entry",
      nounId: entryId,
      detail: { ...entry },
    });
  });
  return { entryId };
}
