import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import { addDays, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { Database } from "../../context.ts";
import { type CompletenessRow, listStoredDays } from "../../db/repos/completeness.ts";
import { startTurns } from "../../turns.ts";
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
  return readDaysOfScreen(db, screen.screenId, await openSiteDays(db, screen, days, untilReceivedMs));
}

/** The same for one more screen of a site. */
export async function readDaysOfScreen(db: Database, screenId: string, site: SiteDays): Promise<AccountedDay[]> {
  const counting = countDays(db, screenId, site);
  const [fromDate, toDate] = [site.dates[0] ?? "", site.dates.at(-1) ?? ""];
  const stored = new Map((await listStoredDays(db, screenId, fromDate, toDate)).map((row) => [row.civil_date, row]));
  const accounted: AccountedDay[] = [];
  const turns = startTurns();
  for (const date of site.dates) {
    const row = stored.get(date);
    const holds = row !== undefined && stillHolds(row, site, date);
    const account = holds ? DayAccount.parse(JSON.parse(row.account_json)) : await counting.count(date);
    accounted.push({ date, account });
    await turns.rest();
  }
  return accounted;
}

/** Days of a site as they are known at one instant: what all its screens share. */
export interface SiteDays {
  /** Those that have begun. */
  readonly dates: readonly string[];
  readonly untilReceivedMs: number;
  /** From the first to the last of them. */
  readonly fromMs: number;
  readonly toMs: number;
  spanOf(date: string): Span;
  openOn(date: string): readonly Span[];
  /** `openOn`, as it is stored. */
  openTextOn(date: string): string;
}

/** Prepares to count days of a site's screens as they were known at `untilReceivedMs`. */
export async function openSiteDays(
  db: Database,
  { siteId, timeZone }: Omit<AccountedScreen, "screenId">,
  { fromDate, toDate }: CivilDays,
  untilReceivedMs: number,
): Promise<SiteDays> {
  const spans = new Map<string, Span>();
  const turns = startTurns();
  for (let date = fromDate; date <= toDate; date = addDays(date, 1)) {
    const span: Span = [startOfDate(date, timeZone), startOfDate(addDays(date, 1), timeZone)];
    // A zone may leave out a date.
    if (span[0] < span[1] && span[0] < untilReceivedMs) spans.set(date, span);
    await turns.rest();
  }
  const ends = [...spans.values()];
  const all = { fromMs: ends[0]?.[0] ?? 0, toMs: ends.at(-1)?.[1] ?? 0 };
  const open = ends.length === 0 ? [] : spanSet(await readOpenSpans(db, { siteId, timeZone }, all.fromMs, all.toMs));
  const openOf = new Map<string, { readonly spans: readonly Span[]; readonly text: string }>();
  for (const [date, span] of spans) {
    const ofDate = intersectSpans(open, [span]);
    openOf.set(date, { spans: ofDate, text: canonicalJson(ofDate) });
    await turns.rest();
  }
  return {
    dates: [...spans.keys()],
    untilReceivedMs,
    ...all,
    spanOf: (date) => spans.get(date) ?? [0, 0],
    openOn: (date) => openOf.get(date)?.spans ?? [],
    openTextOn: (date) => openOf.get(date)?.text ?? "[]",
  };
}

/** Counts days of one screen from the evidence; what they share is read once, and only when a day is counted. */
export interface DayCounting {
  /** Those that have begun. */
  readonly dates: readonly string[];
  openOn(date: string): readonly Span[];
  count(date: string): Promise<DayAccount>;
}

/** Prepares to count days of one screen as they were known at `untilReceivedMs`. */
export async function openCounting(
  db: Database,
  screen: AccountedScreen,
  days: CivilDays,
  untilReceivedMs: number,
): Promise<DayCounting> {
  return countDays(db, screen.screenId, await openSiteDays(db, screen, days, untilReceivedMs));
}

function countDays(db: Database, screenId: string, site: SiteDays): DayCounting {
  let known: SpanEvidence | undefined;
  return {
    dates: site.dates,
    openOn: site.openOn,
    async count(date) {
      known ??= await readSpanEvidence(db, screenId, site, site.untilReceivedMs);
      const evidence = await readDayEvidence(db, known, site.spanOf(date), site.openOn(date));
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

function stillHolds(row: CompletenessRow, site: SiteDays, date: string): boolean {
  const isAsKnown = row.is_settled === 1 && row.evidence_until_ms <= site.untilReceivedMs;
  return isAsKnown && row.open_json === site.openTextOn(date);
}
