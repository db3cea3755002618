import type { CanonicalValue } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { type EntryRow, updateEntry } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate, refuseChanged } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { columnsOf, describeEntry, knownEntry, parseEntry } from "./entry-input.ts";
import { refuseLockedEntry } from "./refuse-locked.ts";
import { refuseUnplayable } from "./refuse-unplayable.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";

interface UpdateEntryInput {
  readonly entryId: string;
  readonly entry: unknown;
  /** The `updatedAtMs` that the change was made from. */
  readonly expectedUpdatedAtMs?: number | undefined;
}

/**
 * Replaces everything an entry in use says. Exceptions alone stay when the input does not speak of them: they belong to
 * their dates and not to the rule around them. Errors as for creating; `conflict` when somebody changed it meanwhile;
 * `not-allowed` for an entry that is, or would become, locked above the actor.
 */
export async function updateScheduleEntry(
  ctx: ServiceContext,
  input: UpdateEntryInput,
): Promise<{ entryId: string; updatedAtMs: number }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, (tx) => updateScheduleEntryIn(tx, ctx, input));
}

/** The same in the caller's transaction; the caller checks the role. */
export async function updateScheduleEntryIn(
  tx: Transaction,
  ctx: ServiceContext,
  input: UpdateEntryInput,
): Promise<{ entryId: string; updatedAtMs: number }> {
  const { entryId, expectedUpdatedAtMs } = input;
  const before = await knownEntry(tx, entryId);
  refuseLockedEntry(ctx, before);
  if (before.retired_at_ms !== null) throw new DomainError("conflict", "schedule.entry-retired");
  await refuseChanged(tx, { noun: "schedule-entry", nounId: entryId, row: before, expectedUpdatedAtMs });
  const entry = parseEntry(withExceptions(input.entry, before));
  refuseLockedEntry(ctx, entry);
  await refuseUnplayable(tx, entry);
  const updatedAtMs = nextUpdate(ctx, before);
  await updateEntry(tx, entryId, { ...columnsOf(entry), updated_at_ms: updatedAtMs });
  const detail: Record<string, CanonicalValue> = { before: describeEntry(before), after: { ...entry } };
  await recordAudit(tx, ctx, { action: "update-schedule-entry", noun: "schedule-entry", nounId: entryId, detail });
  return { entryId, updatedAtMs };
}

function withExceptions(entry: unknown, before: EntryRow): unknown {
  if (typeof entry !== "object" || entry === null || "exceptions" in entry) return entry;
  return { ...entry, exceptions: scheduledEntry(before).exceptions };
}
