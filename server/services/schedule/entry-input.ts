import { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { type CanonicalValue, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { countEntriesInUse, type EntryRow, findEntry } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { badInput } from "../rule-refusal.ts";
import { mayChange } from "./entry-rights.ts";
import { withStoredTags } from "./target-values.ts";

/** Most entries in use: a schedule with more cannot be published. */
export const MAX_ENTRIES = 2_000;
/** So many of them gates leave to the province and the ministry: an override always finds room. */
const KEPT_ABOVE_GATES = 200;

/** Errors: `too-large` when there are as many entries in use as the actor may bring them to. */
export async function refuseNoRoom(tx: Transaction, { actor }: Pick<ServiceContext, "actor">): Promise<void> {
  const isAboveGates = mayChange(actor, { layer: "override", lock: null });
  const max = isAboveGates ? MAX_ENTRIES : MAX_ENTRIES - KEPT_ABOVE_GATES;
  if ((await countEntriesInUse(tx)) >= max) throw new DomainError("too-large", "schedule.too-many-entries", { max });
}

/** The entry's row, retired or not. Errors: `not-found`. */
export async function knownEntry(tx: Transaction, entryId: string): Promise<EntryRow> {
  const row = await findEntry(tx, entryId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { entryId });
  return row;
}

/**
 * The entry that is meant, in its stored form; one without end and without a review is looked at again a year after its
 * first date. Errors: `bad-input`, saying what is wrong.
 */
export function parseEntry(input: unknown): ScheduleEntryInput {
  const parsed = ScheduleEntryInput.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error, "schedule.bad-entry");
  const entry = { ...parsed.data, target: withStoredTags(parsed.data.target) };
  if (entry.untilDate !== null || entry.reviewDate !== null) return entry;
  return { ...entry, reviewDate: yearAfter(entry.fromDate) };
}

/** The same day of the next year; a 29 February becomes a 28. No date lies beyond the last year. */
function yearAfter(date: string): string {
  if (date >= "9999") return date;
  const next = `${String(Number(date.slice(0, 4)) + 1).padStart(4, "0")}${date.slice(4)}`;
  return next.replace(/-02-29$/, "-02-28");
}

/** An entry as its row holds it. */
export function columnsOf(entry: ScheduleEntryInput) {
  const { recurrence, hours, exceptions, claim, capPpm, spacingMs, order } = entry;
  return {
    name: entry.name,
    layer: entry.layer,
    playlist_id: entry.playlistId,
    target_json: canonicalJson(entry.target),
    from_date: entry.fromDate,
    until_date: entry.untilDate,
    review_date: entry.reviewDate,
    lock: entry.lock,
    timing_json: canonicalJson({ recurrence, hours, exceptions }),
    airtime_json: canonicalJson({ claim, capPpm, spacingMs, order }),
  };
}

/** An entry's row for the audit log. */
export function describeEntry(row: EntryRow): { readonly [key: string]: CanonicalValue } {
  const { id, created_by, created_at_ms, updated_at_ms, retired_at_ms, ...said } = row;
  return said;
}
