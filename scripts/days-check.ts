import { recomputeDays } from "../server/services/completeness/recompute-days.ts";
import { recomputePlanned } from "../server/services/planned/recompute-planned.ts";
import { checkDatabase, say } from "./check-database.ts";

const FIRST_DATE = "1970-01-01";
const LAST_DATE = "9999-12-31";

/**
 * Counts every stored day of every screen anew from the evidence it was counted from, what was shown and what was planned,
 * and names each that differs:
 * `npm run days:check` for all days, `npm run days:check -- 2026-10-01 2026-10-31` for some. Ends with 1 when one differs,
 * or the dates are no dates.
 */
async function check(): Promise<void> {
  const [fromDate = FIRST_DATE, toDate = process.argv[2] ?? LAST_DATE] = process.argv.slice(2);
  if (![fromDate, toDate].every((date) => /^\d{4}-\d\d-\d\d$/.test(date)) || fromDate > toDate) {
    say("Usage: npm run days:check [-- FROM-DATE [TO-DATE]], dates as 2026-10-05.");
    process.exitCode = 1;
    return;
  }
  await checkDatabase(async (db) => {
    const { days, differences } = await recomputeDays(db, { fromDate, toDate }, ({ screenId, date, stored, derived }) =>
      say(`DIFFERS: ${screenId} ${date}: stored ${stored}; the evidence says ${derived}`),
    );
    say(`${days} days counted anew, ${differences} differ`);
    const planned = await recomputePlanned(db, { fromDate, toDate }, ({ what, stored, derived }) =>
      say(`DIFFERS: planned ${what}: stored ${stored}; the evidence says ${derived}`),
    );
    say(`${planned.days} planned days and ${planned.records} records counted anew, ${planned.differences} differ`);
    return differences + planned.differences === 0;
  });
}

await check();
