import { setImmediate } from "node:timers/promises";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { reportDateOf } from "../../db/report-calendar.ts";
import { listStandingDays, savePlannedDay } from "../../db/repos/planned-days.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { withTransaction } from "../../db/transaction.ts";
import { requireRole } from "../people/require-role.ts";
import { countHeld, manifestsOf } from "./count-held.ts";
import { noteHoldings } from "./note-holdings.ts";
import { instantsOf, plannedRows } from "./planned-day.ts";

/** An older day is counted when somebody asks for it. */
const LAST_DAYS = 62;
/** Screen days in one run; the next goes on where this one ended. */
const MOST_AT_ONCE = 20_000;

/**
 * Stores what was planned on each finished day of every screen: those of the last two months that are not stored yet, and
 * again those for which a late word told of another manifest. Repeating it changes nothing. Returns how many it stored.
 */
export async function countPlannedDays(ctx: ServiceContext): Promise<number> {
  requireRole(ctx, "administrator");
  await noteHoldings(ctx.db);
  const nowMs = ctx.now();
  const today = reportDateOf(nowMs);
  const asked = { fromDate: addDays(today, -LAST_DAYS), toDate: addDays(today, -1), untilMs: nowMs };
  const dates: string[] = [];
  for (let date = asked.fromDate; date <= asked.toDate; date = addDays(date, 1)) dates.push(date);
  let stored = 0;
  for (const { screen_id: screenId } of await listScreensInPeriod(ctx.db, instantsOf(asked.fromDate).fromMs, nowMs)) {
    const standing = new Set((await listStandingDays(ctx.db, screenId, asked)).map(({ civil_date }) => civil_date));
    const missing = dates.filter((one) => !standing.has(one)).slice(0, MOST_AT_ONCE - stored);
    const open = manifestsOf(ctx.db, screenId);
    const days: ReturnType<typeof plannedRows>[] = [];
    for (const date of missing) {
      days.push(plannedRows(screenId, date, await countHeld(ctx.db, screenId, instantsOf(date), nowMs, open), nowMs));
    }
    // One commit for a screen: each costs the disk a wait.
    await withTransaction(ctx.db, async (tx) => {
      for (const { day, counts } of days) await savePlannedDay(tx, day, counts);
    });
    stored += days.length;
    await setImmediate();
  }
  return stored;
}
