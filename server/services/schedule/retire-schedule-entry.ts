import type { ServiceContext } from "../../context.ts";
import { updateEntry } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { knownEntry, refuseNoRoom } from "./entry-input.ts";
import { refuseLockedEntry } from "./refuse-locked.ts";
import { refuseParts } from "./refuse-unplayable.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";

/**
 * Takes an entry out of the schedule; `restoreScheduleEntry` undoes it. Idempotent. Errors: `not-found`; `not-allowed`
 * for an entry locked above the actor.
 */
export async function retireScheduleEntry(ctx: ServiceContext, input: { entryId: string }): Promise<void> {
  await setRetired(ctx, input.entryId, true);
}

/**
 * Puts a retired entry back as it was. Idempotent. Errors: as for retiring; `conflict` when its playlist or its named
 * daypart is out of use and must be restored first; `too-large` at the most there may be.
 */
export async function restoreScheduleEntry(ctx: ServiceContext, input: { entryId: string }): Promise<void> {
  await setRetired(ctx, input.entryId, false);
}

async function setRetired(ctx: ServiceContext, entryId: string, retired: boolean): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const row = await knownEntry(tx, entryId);
    refuseLockedEntry(ctx, row);
    if ((row.retired_at_ms !== null) === retired) return;
    if (!retired) {
      await refuseNoRoom(tx, ctx);
      await refuseParts(tx, scheduledEntry(row));
    }
    const atMs = nextUpdate(ctx, row);
    await updateEntry(tx, entryId, { retired_at_ms: retired ? atMs : null, updated_at_ms: atMs });
    const action = retired ? "retire-schedule-entry" : "restore-schedule-entry";
    await recordAudit(tx, ctx, { action, noun: "schedule-entry", nounId: entryId, detail: { name: row.name } });
  });
}
