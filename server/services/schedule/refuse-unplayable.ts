import { checkRecurrence } from "../../../schemas/rules/recurrence-dates.ts";
import type { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { daypartInUse } from "./daypart-in-use.ts";
import { playlistInUse } from "./playlist-in-use.ts";
import { refuseUnknownTargets } from "./target-values.ts";

/** Errors: `not-found` or `conflict` unless playlist and named daypart of an entry are in use. */
export async function refuseParts(
  tx: Transaction,
  { playlistId, hours }: Pick<ScheduleEntryInput, "playlistId" | "hours">,
): Promise<void> {
  await playlistInUse(tx, playlistId);
  if (hours.kind === "named") await daypartInUse(tx, hours.daypartId);
}

/**
 * Errors: `bad-input` with the reason for a recurrence that has no dates or cannot be read, or a target that names what
 * is not there; `not-found` or `conflict` unless playlist and named daypart are in use.
 */
export async function refuseUnplayable(tx: Transaction, entry: ScheduleEntryInput): Promise<void> {
  if (entry.recurrence !== null) {
    const verdict = checkRecurrence(entry.recurrence, entry.fromDate);
    if (!verdict.ok) {
      throw new DomainError("bad-input", `schedule.recurrence.${verdict.reason}`, { part: verdict.part ?? "" });
    }
  }
  await refuseParts(tx, entry);
  await refuseUnknownTargets(tx, entry.target);
}
