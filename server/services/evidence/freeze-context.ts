import type { Database } from "../../context.ts";
import { findFrozenContext, insertFrozenContext } from "../../db/repos/report-evidence.ts";
import type { ReportRow } from "../../db/repos/reports.ts";
import { spanOf } from "../reports/report-period.ts";
import { contextNow, type FrozenContext } from "./context-files.ts";

/** Keeps what the evidence of a report says of names and places, in the transaction that locks it. */
export async function freezeContext(tx: Database, { id, from_date, to_date }: ReportRow): Promise<void> {
  await insertFrozenContext(tx, id, JSON.stringify(await contextNow(tx, spanOf(from_date, to_date))));
}

/** What was kept; of a report that was locked before anything was, what is so now. */
export async function frozenContext(db: Database, { id, from_date, to_date }: ReportRow): Promise<FrozenContext> {
  const kept = await findFrozenContext(db, id);
  if (kept !== undefined) return JSON.parse(kept) as FrozenContext;
  return contextNow(db, spanOf(from_date, to_date));
}
