import { type DaypartRow, findDaypart } from "../../db/repos/dayparts.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";

/** The named daypart's row. Errors: `not-found`; `conflict` when it is retired. */
export async function daypartInUse(tx: Transaction, daypartId: string): Promise<DaypartRow> {
  const row = await findDaypart(tx, daypartId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { daypartId });
  if (row.retired_at_ms !== null) throw new DomainError("conflict", "schedule.daypart-retired", { name: row.name });
  return row;
}
