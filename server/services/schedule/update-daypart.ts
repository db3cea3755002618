import type { ServiceContext } from "../../context.ts";
import { updateDaypartRow } from "../../db/repos/dayparts.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate, refuseChanged } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { daypartInUse } from "./daypart-in-use.ts";
import { daypartColumns, namedDaypart, parseDaypart } from "./daypart-input.ts";
import { refuseLockedDaypart } from "./refuse-locked.ts";

interface UpdateDaypartInput {
  readonly daypartId: string;
  readonly daypart: unknown;
  /** The `updatedAtMs` that the change was made from. */
  readonly expectedUpdatedAtMs?: number | undefined;
}

/**
 * Replaces what a named daypart in use says, for every entry that names it once the schedule is published. Exceptions
 * alone stay when the input does not speak of them. Errors: `bad-input`, `not-found`; `conflict`, also when somebody
 * changed it meanwhile; `not-allowed` while an override that is not the actor's to change goes by it.
 */
export async function updateDaypart(
  ctx: ServiceContext,
  input: UpdateDaypartInput,
): Promise<{ daypartId: string; updatedAtMs: number }> {
  requireRole(ctx, "editor");
  const { daypartId, expectedUpdatedAtMs } = input;
  return withTransaction(ctx.db, async (tx) => {
    const row = await daypartInUse(tx, daypartId);
    await refuseLockedDaypart(tx, ctx, daypartId);
    await refuseChanged(tx, { noun: "daypart", nounId: daypartId, row, expectedUpdatedAtMs });
    const before = namedDaypart(row);
    const said = typeof input.daypart === "object" ? input.daypart : {};
    const daypart = parseDaypart({ exceptions: before.exceptions, ...said });
    const updatedAtMs = nextUpdate(ctx, row);
    await updateDaypartRow(tx, daypartId, { ...daypartColumns(daypart), updated_at_ms: updatedAtMs });
    const detail = { before: { ...before }, after: { ...daypart } };
    await recordAudit(tx, ctx, { action: "update-daypart", noun: "daypart", nounId: daypartId, detail });
    return { daypartId, updatedAtMs };
  });
}
