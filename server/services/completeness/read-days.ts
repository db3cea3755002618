import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { Database } from "../../context.ts";
import { type CompletenessRow, listStoredDays } from "../../db/repos/completeness.ts";
import { readOpenSpans } from "../reports/opening-airtime.ts";
import { accountDay } from "./account-day.ts";
import { DayAccount } from "./day-account.ts";
import { readDayEvidence, readSpanEvidence, readUnplanned, type SpanEvidence } from "./read-evidence.ts";
import { intersectSpans, spanSet } from "./span-sets.ts";

/** A screen with what its days depend on. */
export interface AccountedScreen {
  readonly screenId: string;
  readonly siteId: string;
  readonly timeZone: string;
}

/** Civil days, both included. */
export interface CivilDays {
  readonly fromDate: string;
  readonly toDate: string;
}

/** One civil day of a screen and how it adds up. */
export interface AccountedDay {
  readonly date: string;
  readonly account: DayAccount;
}

/** This long after its end a day of which everything is known cannot come out otherwise any more. */
const SETTLED_AFTER_MS = 3_600_000;

/**
 * The civil days of a screen that have begun by `untilReceivedMs`, in order, each as it was known at that instant: the
 * stored one where nothing can have changed since, else counted anew from the evidence.
 */
export async function readDays(
  db: Database,
  screen: AccountedScreen,
  days: CivilDays,
  untilReceivedMs: number,
): Promise<AccountedDay[]> {
  const counting = await openCounting(db, screen, days, untilReceivedMs);
  const stored = new Map(
    (await listStoredDays(db, screen.screenId, days.fromDate, days.toDate)).map((row) => [row.civil_date, row]),
  );
  const accounted: AccountedDay[] = [];
  for (const date of counting.dates) {
    const row = stored.get(date);
    const holds = row !== undefined && stillHolds(row, counting.openOn(date), untilReceivedMs);
    const account = holds ? DayAccount.parse(JSON.parse(row.account_json)) : await counting.count(date);
    accounted.push({ date, account });
  }
  return accounted;
}

/** Counts days of one screen from the evidence; what they share is read once, and only when a day is counted. */
export interface DayCounting {
  /** Those that have begun. */
  readonly dates: readonly string[];
  openOn(date: string): readonly Span[];
  count(date: string): Promise<DayAccount>;
}

/** Prepares to count days as they were known at `untilReceivedMs`. */
export async function openCounting(
  db: Database,
  screen: AccountedScreen,
  { fromDate, toDate }: CivilDays,
  untilReceivedMs: number,
): Promise<DayCounting> {
  const { screenId, siteId, timeZone } = screen;
  const spans = new Map<string, Span>();
  for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
    const span: Span = [startOfDate(date, timeZone), startOfDate(addDays(date, 1), timeZone)];
    // A zone may leave out a date.
    if (span[0] < span[1] && span[0] < untilReceivedMs) spans.set(date, span);
  }
  const spanOf = (date: string): Span => spans.get(date) ?? [0, 0];
  const ends = [...spans.values()];
  const all = { fromMs: ends[0]?.[0] ?? 0, toMs: ends.at(-1)?.[1] ?? 0 };
  const open = ends.length === 0 ? [] : spanSet(await readOpenSpans(db, { siteId, timeZone }, all.fromMs, all.toMs));
  const openOn = (date: string) => intersectSpans(open, [spanOf(date)]);
  let known: SpanEvidence | undefined;
  return {
    dates: [...spans.keys()],
    openOn,
    async count(date) {
      known ??= await readSpanEvidence(db, screenId, all, untilReceivedMs);
      const evidence = await readDayEvidence(db, known, spanOf(date), openOn(date));
      const account = accountDay(evidence);
      // Manifests are large: they are looked into only for what is dark and nobody has explained.
      const dark = account.outages.filter(({ causes }) => (causes.unexplained ?? 0) > 0);
      if (dark.length === 0) return account;
      const asked = dark.map(({ fromMs, toMs }): Span => [fromMs, toMs]);
      return accountDay({ ...evidence, unplanned: await readUnplanned(db, known, asked) });
    },
  };
}

/** A day as it is stored. */
export function dayRow(
  screenId: string,
  date: string,
  account: DayAccount,
  open: readonly Span[],
  untilReceivedMs: number,
): CompletenessRow {
  const isSettled = account.ms["not-yet-known"] === 0 && account.toMs + SETTLED_AFTER_MS <= untilReceivedMs;
  return {
    screen_id: screenId,
    civil_date: date,
    account_json: canonicalJson(account),
    open_json: canonicalJson(open),
    is_settled: isSettled ? 1 : 0,
    evidence_until_ms: untilReceivedMs,
  };
}

function stillHolds(row: CompletenessRow, open: readonly Span[], untilReceivedMs: number): boolean {
  return row.is_settled === 1 && row.evidence_until_ms <= untilReceivedMs && row.open_json === canonicalJson(open);
}
