import type { CanonicalValue } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { updateEntry } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { checkReferences, columnsOf, describeEntry, knownEntry, parseEntry } from "./entry-input.ts";

/** Replaces everything an entry in use says. Errors as for creating. */
export async function updateScheduleEntry(
  ctx: ServiceContext,
  input: { entryId: string; entry: unknown },
): Promise<{ entryId: string }> {
  requireRole(ctx, "editor");
  const entry = parseEntry(input.entry);
  await withTransaction(ctx.db, async (tx) => {
    const before = await knownEntry(tx, input.entryId);
    if (before.retired_at_ms !== null) throw new DomainError("conflict", "schedule.entry-retired");
    await checkReferences(tx, entry);
    await updateEntry(tx, input.entryId, { ...columnsOf(entry), updated_at_ms: ctx.now() });
    const detail: Record<string, CanonicalValue> = { before: describeEntry(before), after: { ...entry } };
    await recordAudit(tx, ctx, {
      action: "update-schedule-entry",
      noun: "schedule-entry",
      nounId: input.entryId,
      detail,
    });
  });
  return { entryId: input.entryId };
}
