import type { ServiceContext } from "../../context.ts";
import { updateEntry } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { knownEntry } from "./entry-input.ts";
import { playlistInUse } from "./playlist-in-use.ts";

/** Takes an entry out of the schedule; `restoreScheduleEntry` undoes it. Idempotent. Errors: `not-found`. */
export async function retireScheduleEntry(ctx: ServiceContext, input: { entryId: string }): Promise<void> {
  await setRetired(ctx, input.entryId, true);
}

/** Puts a retired entry back as it was. Idempotent. Errors: `not-found`; `conflict` when its playlist is gone. */
export async function restoreScheduleEntry(ctx: ServiceContext, input: { entryId: string }): Promise<void> {
  await setRetired(ctx, input.entryId, false);
}

async function setRetired(ctx: ServiceContext, entryId: string, retired: boolean): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const row = await knownEntry(tx, entryId);
    if ((row.retired_at_ms !== null) === retired) return;
    if (!retired) await playlistInUse(tx, row.playlist_id);
    const atMs = ctx.now();
    await updateEntry(tx, entryId, { retired_at_ms: retired ? atMs : null, updated_at_ms: atMs });
    const action = retired ? "retire-schedule-entry" : "restore-schedule-entry";
    await recordAudit(tx, ctx, { action, noun: "schedule-entry", nounId: entryId, detail: { name: row.name } });
  });
}
