import { type EntryTarget, ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { type CanonicalValue, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { countScreensInUse, countSitesInUse, type EntryRow, findEntry } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { playlistInUse } from "./playlist-in-use.ts";

/** The entry's row, retired or not. Errors: `not-found`. */
export async function knownEntry(tx: Transaction, entryId: string): Promise<EntryRow> {
  const row = await findEntry(tx, entryId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { entryId });
  return row;
}

/** The entry that is meant, in its stored form. Errors: `bad-input`, saying what is wrong. */
export function parseEntry(input: unknown): ScheduleEntryInput {
  const parsed = ScheduleEntryInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues.map((issue) => `${issue.path.join(".") || "entry"}: ${issue.message}`).join("; ");
  throw new DomainError("bad-input", "schedule.bad-entry", { what });
}

/** Errors: `not-found`, `conflict`, `bad-input` unless playlist and target are in use. */
export async function checkReferences(tx: Transaction, entry: ScheduleEntryInput): Promise<void> {
  await playlistInUse(tx, entry.playlistId);
  const missing = await countMissing(tx, entry.target);
  if (missing > 0) throw new DomainError("bad-input", "schedule.unknown-target", { count: missing });
}

async function countMissing(tx: Transaction, target: EntryTarget): Promise<number> {
  if (target.kind === "everywhere") return 0;
  const ids = new Set(target.kind === "sites" ? target.siteIds : target.screenIds);
  const found = target.kind === "sites" ? await countSitesInUse(tx, [...ids]) : await countScreensInUse(tx, [...ids]);
  return ids.size - found;
}

/** An entry as its row holds it. */
export function columnsOf(entry: ScheduleEntryInput) {
  return {
    name: entry.name,
    layer: entry.layer,
    playlist_id: entry.playlistId,
    target_json: canonicalJson(entry.target),
    from_date: entry.fromDate,
    until_date: entry.untilDate,
    daypart_json: entry.daypart === null ? null : canonicalJson(entry.daypart),
    share_ppm: entry.sharePpm,
  };
}

/** An entry's row for the audit log. */
export function describeEntry(row: EntryRow): { readonly [key: string]: CanonicalValue } {
  const { name, layer, playlist_id, target_json, from_date, until_date, daypart_json, share_ppm } = row;
  return { name, layer, playlist_id, target_json, from_date, until_date, daypart_json, share_ppm };
}
