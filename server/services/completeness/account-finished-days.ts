import { setImmediate } from "node:timers/promises";
import { addDays, civilAt, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { listStoredDays, listUnsettledDates, saveDay } from "../../db/repos/completeness.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { requireRole } from "../people/require-role.ts";
import { dayRow, openCounting } from "./read-days.ts";

/** A day that was not counted by then is counted when somebody asks for it. */
const LAST_DAYS = 14;
/** Of the days that wait for a log, as many are looked at again for each screen, oldest first. */
const MOST_WAITING = 62;

/**
 * Stores how each finished day of every screen adds up: those of the last two weeks that are not stored yet, and again
 * those whose log had not all arrived. Repeating it changes nothing that is settled. Returns how many it stored.
 */
export async function accountFinishedDays(ctx: ServiceContext): Promise<number> {
  requireRole(ctx, "administrator");
  const nowMs = ctx.now();
  let stored = 0;
  for (const place of await listScreensInPeriod(ctx.db, nowMs - LAST_DAYS * 86_400_000, nowMs)) {
    const screen = { screenId: place.screen_id, siteId: place.site_id, timeZone: place.time_zone };
    for (const date of await datesToCount(ctx, screen, nowMs)) {
      const counting = await openCounting(ctx.db, screen, { fromDate: date, toDate: date }, nowMs);
      if (counting.dates.length === 0) continue;
      const account = await counting.count(date);
      await saveDay(ctx.db, dayRow(screen.screenId, date, account, counting.openOn(date), nowMs));
      stored += 1;
      await setImmediate();
    }
  }
  return stored;
}

async function datesToCount(
  ctx: ServiceContext,
  { screenId, timeZone }: { readonly screenId: string; readonly timeZone: string },
  nowMs: number,
): Promise<string[]> {
  const today = civilAt(nowMs, timeZone).date;
  const fromDate = addDays(today, -LAST_DAYS);
  const toDate = addDays(today, -1);
  const known = new Set((await listStoredDays(ctx.db, screenId, fromDate, toDate)).map(({ civil_date }) => civil_date));
  const dates = new Set((await listUnsettledDates(ctx.db, screenId)).slice(0, MOST_WAITING));
  for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
    if (!known.has(date) && startOfDate(addDays(date, 1), timeZone) <= nowMs) dates.add(date);
  }
  return [...dates].sort();
}
