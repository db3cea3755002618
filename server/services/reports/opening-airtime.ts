import { setImmediate } from "node:timers/promises";
import type { DatedHours } from "../../../schemas/operating-hours.ts";
import { lookUpInstants, mergeSpans, type Span } from "../../../schemas/rules/daypart-windows.ts";
import { publicHolidayDates } from "../../../schemas/rules/lunar-dates.ts";
import { operatingSpans } from "../../../schemas/rules/operating-hours.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { Database } from "../../context.ts";
import { listScreensInPeriod, type PeriodScreenRow } from "../../db/repos/report-figures.ts";
import { listSiteHours } from "../../db/repos/site-hours.ts";
import { manifestsOf, readHeld } from "../planned/count-held.ts";
import { listReference } from "../reference/list-reference.ts";
import { airtimeBetween } from "../schedule/planned-airtime.ts";
import { storedHours } from "../sites/stored-forms.ts";

/** How much of a stretch of time lies inside and outside a site's operating hours. */
export interface OpeningSplit {
  readonly insideMs: number;
  readonly outsideMs: number;
}

/** A site in a period: its hours, how long it was open, and the airtime planned inside and outside them. */
export interface SiteOpening {
  readonly siteId: string;
  readonly names: { readonly vi: string; readonly en: string };
  readonly screens: number;
  /** All that were set, oldest first; empty: open around the clock. */
  readonly hours: readonly DatedHours[];
  /** Of the site, not of each screen. */
  readonly openMs: number;
  /** Entries on the glass, by the manifests really held, over all its screens; the slate is no airtime. */
  readonly planned: OpeningSplit;
}

/**
 * Parts the airtime of `[fromMs, toMs)` by spans that are sorted and apart. `airtimeOf` measures any stretch of it; the
 * two parts together are what it says of the whole.
 */
export function splitByOpening(
  spans: readonly Span[],
  fromMs: number,
  toMs: number,
  airtimeOf: (fromMs: number, toMs: number) => number,
): OpeningSplit {
  let insideMs = 0;
  let outsideMs = 0;
  let doneMs = fromMs;
  for (const [startAtMs, endAtMs] of spans) {
    const start = Math.max(doneMs, Math.min(startAtMs, toMs));
    const end = Math.max(start, Math.min(endAtMs, toMs));
    if (start > doneMs) outsideMs += airtimeOf(doneMs, start);
    if (end > start) insideMs += airtimeOf(start, end);
    doneMs = end;
  }
  if (doneMs < toMs) outsideMs += airtimeOf(doneMs, toMs);
  return { insideMs, outsideMs };
}

/** The sites with a screen in use in `[fromMs, toMs)`, in the order of the report, as was known at `untilReceivedMs`. */
export async function readOpenings(
  db: Database,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
): Promise<SiteOpening[]> {
  const year = Number(civilAt(fromMs, "UTC").date.slice(0, 4));
  const holidays = new Set(publicHolidayDates(await listReference(db, "holiday"), year - 1, year + 1));
  const openings: SiteOpening[] = [];
  for (const ofSite of bySite(await listScreensInPeriod(db, fromMs, toMs))) {
    const [first] = ofSite;
    if (first === undefined) continue;
    const hours = (await listSiteHours(db, [first.site_id])).map(storedHours);
    const spans = openSpans(hours, holidays, first.time_zone, fromMs, toMs);
    const parts: OpeningSplit[] = [];
    for (const { screen_id } of ofSite)
      parts.push(await plannedSplit(db, screen_id, spans, { fromMs, toMs }, untilReceivedMs));
    openings.push({
      siteId: first.site_id,
      names: { vi: first.site_name_vi, en: first.site_name_en },
      screens: ofSite.length,
      hours,
      openMs: splitByOpening(spans, fromMs, toMs, (start, end) => end - start).insideMs,
      planned: sumOf(parts),
    });
  }
  return openings;
}

function bySite(rows: readonly PeriodScreenRow[]): PeriodScreenRow[][] {
  const sites = new Map<string, PeriodScreenRow[]>();
  for (const row of rows) sites.set(row.site_id, [...(sites.get(row.site_id) ?? []), row]);
  return [...sites.values()];
}

/** When a site is open in `[fromMs, toMs)` by its hours; spans may reach over both ends. */
export async function readOpenSpans(
  db: Database,
  { siteId, timeZone }: { readonly siteId: string; readonly timeZone: string },
  fromMs: number,
  toMs: number,
): Promise<Span[]> {
  const year = Number(civilAt(fromMs, "UTC").date.slice(0, 4));
  const lastYear = Number(civilAt(toMs, "UTC").date.slice(0, 4));
  const holidays = new Set(publicHolidayDates(await listReference(db, "holiday"), year - 1, lastYear + 1));
  const hours = (await listSiteHours(db, [siteId])).map(storedHours);
  return openSpans(hours, holidays, timeZone, fromMs, toMs);
}

/** From the night before, whose last window may run into the period. */
function openSpans(
  hours: readonly DatedHours[],
  holidays: ReadonlySet<string>,
  timeZone: string,
  fromMs: number,
  toMs: number,
): Span[] {
  const at = lookUpInstants(timeZone);
  const spans: Span[] = [];
  const lastDate = civilAt(toMs, timeZone).date;
  for (let date = addDays(civilAt(fromMs, timeZone).date, -1); date <= lastDate; date = addDays(date, 1)) {
    spans.push(...operatingSpans(hours, holidays, at, date));
  }
  return mergeSpans(spans);
}

/** By the manifests that the screen really held; where nobody knows which nothing was planned. */
async function plannedSplit(
  db: Database,
  screenId: string,
  spans: readonly Span[],
  asked: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
): Promise<OpeningSplit> {
  const open = manifestsOf(db, screenId);
  const parts: OpeningSplit[] = [];
  for (const { fromMs, toMs, revision } of await readHeld(db, screenId, asked, untilReceivedMs)) {
    const manifest = await open(revision);
    if (manifest === undefined) continue;
    const airtimeOf = (start: number, end: number) => {
      const { entries } = airtimeBetween(manifest, start, end);
      return [...entries.values()].reduce((sum, airtimeMs) => sum + airtimeMs, 0);
    };
    parts.push(splitByOpening(spans, fromMs, toMs, airtimeOf));
    await setImmediate();
  }
  return sumOf(parts);
}

function sumOf(parts: readonly OpeningSplit[]): OpeningSplit {
  return {
    insideMs: parts.reduce((sum, { insideMs }) => sum + insideMs, 0),
    outsideMs: parts.reduce((sum, { outsideMs }) => sum + outsideMs, 0),
  };
}
