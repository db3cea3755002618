import type { ServiceContext } from "../../context.ts";
import { insertDaypart, listDaypartRows } from "../../db/repos/dayparts.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { daypartColumns, parseDaypart } from "./daypart-input.ts";

/** Most named dayparts in use. */
export const MAX_DAYPARTS = 500;

/**
 * Makes a daypart with a name, which entries can then share. A window without length is refused, overlapping ones are
 * stored as one. Errors: `bad-input` with the reason; `too-large` at the most there may be.
 */
export async function createDaypart(ctx: ServiceContext, input: unknown): Promise<{ daypartId: string }> {
  requireRole(ctx, "editor");
  const daypart = parseDaypart(input);
  const atMs = ctx.now();
  const daypartId = newId(atMs);
  await withTransaction(ctx.db, async (tx) => {
    await refuseNoDaypartRoom(tx);
    await insertDaypart(tx, {
      id: daypartId,
      ...daypartColumns(daypart),
      created_by: personIdOrNull(ctx),
      created_at_ms: atMs,
      updated_at_ms: atMs,
      retired_at_ms: null,
    });
    await recordAudit(tx, ctx, {
      action: "create-daypart",
      noun: "daypart",
      nounId: daypartId,
      detail: { ...daypart },
    });
  });
  return { daypartId };
}

/** Errors: `too-large` when there are as many named dayparts in use as there may be. */
export async function refuseNoDaypartRoom(tx: Transaction): Promise<void> {
  if ((await listDaypartRows(tx)).length < MAX_DAYPARTS) return;
  throw new DomainError("too-large", "schedule.too-many-dayparts", { max: MAX_DAYPARTS });
}
