import { setImmediate } from "node:timers/promises";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { Database } from "../../context.ts";
import {
  listHoldingsOfPlayer,
  listNotedMarks,
  listRecordsAfter,
  type NotedMarkRow,
} from "../../db/repos/held-manifests.ts";
import { listPlannedCounts, listPlannedDays } from "../../db/repos/planned-days.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { countHeld, manifestsOf } from "./count-held.ts";
import { changesIn } from "./note-holdings.ts";
import { instantsOf, plannedRows } from "./planned-day.ts";

const RECORDS_AT_ONCE = 5_000;

/** Something stored that does not come out as it is stored. */
export interface PlannedDifference {
  /** The screen and date of a day, or the player of a holding. */
  readonly what: string;
  readonly stored: string;
  readonly derived: string;
}

export interface PlannedCheck {
  readonly days: number;
  readonly records: number;
  readonly differences: number;
}

/**
 * Counts every stored day of these dates anew from what had been told by the instant at which it was stored, and every
 * noted holding from the records that are still here, and tells each that differs: none, unless something was altered.
 */
export async function recomputePlanned(
  db: Database,
  dates: { readonly fromDate: string; readonly toDate: string },
  onDifference: (difference: PlannedDifference) => void,
): Promise<PlannedCheck> {
  let differences = 0;
  const differ = (difference: PlannedDifference) => {
    differences += 1;
    onDifference(difference);
  };
  let records = 0;
  for (const mark of await listNotedMarks(db)) records += await checkHoldings(db, mark, differ);
  let days = 0;
  for (const { screen_id: screenId } of await listScreensInPeriod(db, 0, Number.MAX_SAFE_INTEGER)) {
    days += await checkDays(db, screenId, dates, differ);
  }
  return { days, records, differences };
}

async function checkDays(
  db: Database,
  screenId: string,
  dates: { readonly fromDate: string; readonly toDate: string },
  differ: (difference: PlannedDifference) => void,
): Promise<number> {
  const open = manifestsOf(db, screenId);
  const days = await listPlannedDays(db, screenId, dates);
  for (const stored of days) {
    const { civil_date: date, evidence_until_ms: untilMs } = stored;
    const planned = await countHeld(db, screenId, instantsOf(date), untilMs, open);
    const derived = plannedRows(screenId, date, planned, untilMs);
    const was = canonicalJson({ day: { ...stored }, counts: await listPlannedCounts(db, screenId, date) });
    const is = canonicalJson({ day: derived.day, counts: [...derived.counts] });
    if (was !== is) differ({ what: `${screenId} ${date}`, stored: was, derived: is });
    await setImmediate();
  }
  return days.length;
}

/** Records that were moved to the archive are not here any more: what they told is taken as it was noted. */
async function checkHoldings(
  db: Database,
  mark: NotedMarkRow,
  differ: (difference: PlannedDifference) => void,
): Promise<number> {
  const noted = await listHoldingsOfPlayer(db, mark.player);
  let after = { boot: 0, seq: 0 };
  let known: Pick<NotedMarkRow, "screen_id" | "revision"> | null = null;
  let records = 0;
  for (;;) {
    const rows = (await listRecordsAfter(db, mark.player, after, RECORDS_AT_ONCE)).filter((row) => isUpTo(row, mark));
    const [first] = rows;
    const last = rows.at(-1);
    if (first === undefined || last === undefined) return records;
    known ??= noted.filter((row) => isBefore(row, first)).at(-1) ?? null;
    const derived = changesIn(mark.player, known, rows);
    const stored = noted.filter((row) => !isBefore(row, first) && isUpTo(row, last));
    const [was, is] = [canonicalJson(stored.map((row) => ({ ...row }))), canonicalJson(derived)];
    if (was !== is) differ({ what: `player ${mark.player}`, stored: was, derived: is });
    records += rows.length;
    after = { boot: last.boot, seq: last.seq };
    known = { screen_id: last.screen_id, revision: last.manifest_revision };
  }
}

type Key = Pick<NotedMarkRow, "boot" | "seq">;

const isBefore = (one: Key, other: Key): boolean =>
  one.boot < other.boot || (one.boot === other.boot && one.seq < other.seq);
const isUpTo = (one: Key, other: Key): boolean => !isBefore(other, one);
