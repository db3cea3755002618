import type { ServiceContext } from "../../context.ts";
import { findDaypart, updateDaypartRow } from "../../db/repos/dayparts.ts";
import { listEntryRows } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { refuseNoDaypartRoom } from "./create-daypart.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";

/**
 * Takes a named daypart out of use; `restoreDaypart` undoes it. Idempotent. Errors: `not-found`; `conflict`, naming the
 * entries, while any in use names it.
 */
export async function retireDaypart(ctx: ServiceContext, input: { daypartId: string }): Promise<void> {
  await setRetired(ctx, input.daypartId, true);
}

/** Puts a retired named daypart back as it was. Idempotent. Errors: `not-found`; `too-large` at the most there may be. */
export async function restoreDaypart(ctx: ServiceContext, input: { daypartId: string }): Promise<void> {
  await setRetired(ctx, input.daypartId, false);
}

async function setRetired(ctx: ServiceContext, daypartId: string, retired: boolean): Promise<void> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    const row = await findDaypart(tx, daypartId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { daypartId });
    if ((row.retired_at_ms !== null) === retired) return;
    if (retired) await refuseNamed(tx, daypartId);
    else await refuseNoDaypartRoom(tx);
    const atMs = nextUpdate(ctx, row);
    await updateDaypartRow(tx, daypartId, { retired_at_ms: retired ? atMs : null, updated_at_ms: atMs });
    const action = retired ? "retire-daypart" : "restore-daypart";
    await recordAudit(tx, ctx, { action, noun: "daypart", nounId: daypartId, detail: { name: row.name } });
  });
}

async function refuseNamed(tx: Transaction, daypartId: string): Promise<void> {
  const users = (await listEntryRows(tx)).filter((row) => {
    const { hours } = scheduledEntry(row);
    return hours.kind === "named" && hours.daypartId === daypartId;
  });
  if (users.length === 0) return;
  throw new DomainError("conflict", "schedule.daypart-in-use", { names: users.map((user) => user.name).join(", ") });
}
