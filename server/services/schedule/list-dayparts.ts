import type { NamedDaypart } from "../../../schemas/entry-timing.ts";
import type { ServiceContext } from "../../context.ts";
import { listDaypartRows } from "../../db/repos/dayparts.ts";
import { listEntryRows } from "../../db/repos/schedule.ts";
import { requireRole } from "../people/require-role.ts";
import { namedDaypart } from "./daypart-input.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";

/** A named daypart in use with the entries that name it. */
export interface DaypartView extends NamedDaypart {
  readonly updatedAtMs: number;
  readonly entryIds: readonly string[];
}

/** Named dayparts in use, in the order they were made. */
export async function listDayparts(ctx: ServiceContext): Promise<DaypartView[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const entries = (await listEntryRows(ctx.db)).map(scheduledEntry);
  return (await listDaypartRows(ctx.db)).map((row) => ({
    ...namedDaypart(row),
    updatedAtMs: row.updated_at_ms,
    entryIds: entries.filter(({ hours }) => hours.kind === "named" && hours.daypartId === row.id).map(({ id }) => id),
  }));
}
