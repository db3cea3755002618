import { checkTotals, type TotalDifference } from "../server/services/ledger/check-totals.ts";
import { checkDatabase, say } from "./check-database.ts";

const FIRST_MONTH = "1970-01";
const LAST_MONTH = "9999-12";

/**
 * Derives the totals anew from the records and names each that differs: `npm run totals:check` for all months,
 * `npm run totals:check -- 2026-10 2026-12` for some. Ends with 1 when one differs, or the months are no months.
 */
async function check(): Promise<void> {
  const [fromMonth = FIRST_MONTH, untilMonth = process.argv[2] ?? LAST_MONTH] = process.argv.slice(2);
  if (![fromMonth, untilMonth].every((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month)) || fromMonth > untilMonth) {
    say("Usage: npm run totals:check [-- FROM-MONTH [UNTIL-MONTH]], months as 2026-10.");
    process.exitCode = 1;
    return;
  }
  await checkDatabase(async (db) => {
    const { screens, plays, rows, differences } = await checkTotals(db, { fromMonth, untilMonth }, (one) =>
      say(lineOf(one)),
    );
    say(`${screens} screens, ${plays} records read, ${rows} totals compared, ${differences} differ`);
    return differences === 0;
  });
}

function lineOf({ span, row, stored, derived }: TotalDifference): string {
  const sums = ({ plays, airtimeMs }: TotalDifference["stored"]) => `${plays} plays, ${airtimeMs} ms`;
  return `DIFFERS by ${span}: ${row.join(" ")}: stored ${sums(stored)}; records say ${sums(derived)}`;
}

await check();
