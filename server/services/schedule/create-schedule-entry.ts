import type { ServiceContext } from "../../context.ts";
import { insertEntry } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { columnsOf, parseEntry, refuseNoRoom } from "./entry-input.ts";
import { refuseLockedEntry } from "./refuse-locked.ts";
import { refuseUnplayable } from "./refuse-unplayable.ts";

/**
 * Adds an entry to the schedule; on air only once the schedule is published. Overlapping windows are stored as one; an
 * entry without end gets a review date. What only makes it weak (nothing approved, no screen, shares over the whole) is
 * no refusal: `listScheduleProblems` tells it. Errors: `bad-input` with the reason; `not-found`; `conflict`;
 * `not-allowed` for a lock or an override that is not the actor's to set; `too-large` at the most there may be.
 */
export async function createScheduleEntry(ctx: ServiceContext, input: unknown): Promise<{ entryId: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, (tx) => createScheduleEntryIn(tx, ctx, input));
}

/** The same in the caller's transaction; the caller checks the role. */
export async function createScheduleEntryIn(
  tx: Transaction,
  ctx: ServiceContext,
  input: unknown,
): Promise<{ entryId: string }> {
  const entry = parseEntry(input);
  refuseLockedEntry(ctx, entry);
  const atMs = ctx.now();
  const entryId = newId(atMs);
  await refuseNoRoom(tx, ctx);
  await refuseUnplayable(tx, entry);
  await insertEntry(tx, {
    id: entryId,
    ...columnsOf(entry),
    created_by: personIdOrNull(ctx),
    created_at_ms: atMs,
    updated_at_ms: atMs,
    retired_at_ms: null,
  });
  const detail = { ...entry };
  await recordAudit(tx, ctx, { action: "create-schedule-entry", noun: "schedule-entry", nounId: entryId, detail });
  return { entryId };
}
