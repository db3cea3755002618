import { z } from "zod";
import { ReportCell } from "../../../schemas/report-document.ts";
import { addDays, daysBetween } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { reportDateOf } from "../../db/report-calendar.ts";
import { listFirstAired } from "../../db/repos/held-manifests.ts";
import { listAiringTexts, listCodedVersions, listTargets, listTrafficOf } from "../../db/repos/indicator-inputs.ts";
import type { PeriodScreenRow } from "../../db/repos/report-figures.ts";
import { listApprovalTimes, sumScans } from "../../db/repos/report-sources.ts";
import { type AirTimeFacts, type PeriodFacts, type TrafficFacts, targetKey } from "../reports/period-facts.ts";
import type { ReportSpan } from "../reports/report-period.ts";
import { findCurrentRoot } from "../trust/current-root.ts";

type Reading = Pick<ServiceContext, "db">;

interface Asked {
  readonly span: ReportSpan;
  /** Code of the calendar period that targets are for. */
  readonly period: string;
  readonly places: readonly PeriodScreenRow[];
  readonly untilReceivedMs: number;
}

const Validity = z.object({ notBeforeMs: z.int().nullable().default(null) });

/** Reads what indicators rest on beside planned and played, as it was known at `untilReceivedMs`. */
export async function readPeriodFacts(ctx: Reading, asked: Asked): Promise<PeriodFacts> {
  const { span, untilReceivedMs } = asked;
  const untilMs = Math.min(span.toMs, untilReceivedMs);
  const versions = new Set(await listCodedVersions(ctx.db, untilMs));
  const targets = await listTargets(ctx.db, asked.period, untilReceivedMs);
  return {
    airTimes: await readAirTimes(ctx, span, untilReceivedMs),
    traffic: await readTraffic(ctx, asked),
    codes: versions.size === 0 ? null : { versions, scans: await sumScans(ctx.db, span.fromMs, untilMs) },
    targets: new Map(
      targets.map((row) => [targetKey(row.subject, row.code), ReportCell.parse(JSON.parse(row.cell_json))]),
    ),
  };
}

/** Each airing document that was approved in the span, and when it was first on a screen. */
async function readAirTimes(ctx: Reading, span: ReportSpan, untilReceivedMs: number): Promise<AirTimeFacts[]> {
  const needed = (await findCurrentRoot(ctx))?.document.approvalThreshold ?? 2;
  const given = new Map<string, number>();
  const approved = new Map<string, number>();
  for (const row of await listApprovalTimes(ctx.db, Math.min(span.toMs, untilReceivedMs))) {
    const count = (given.get(row.airing_sha256) ?? 0) + 1;
    given.set(row.airing_sha256, count);
    if (count === needed && row.approved_at_ms >= span.fromMs) approved.set(row.airing_sha256, row.approved_at_ms);
  }
  const texts = await listAiringTexts(ctx.db, [...approved.keys()]);
  const first = await listFirstAired(ctx.db, [...approved.keys()], untilReceivedMs);
  return [...approved].map(([sha256, approvedAtMs]) => {
    const { notBeforeMs } = Validity.parse(JSON.parse(texts.get(sha256) ?? "{}"));
    const fromMs = Math.max(approvedAtMs, notBeforeMs ?? 0);
    return { approvedAtMs, fromMs, shownAtMs: first.get(sha256) ?? null };
  });
}

/** Of each site with a screen in use; a count over more days than the period's gives its part by days. */
async function readTraffic(ctx: Reading, { span, places, untilReceivedMs }: Asked): Promise<TrafficFacts[]> {
  const sites = new Map(places.map(({ site_id, site_name_vi }) => [site_id, site_name_vi]));
  const lastMs = Math.min(span.toMs, untilReceivedMs) - 1;
  const toDate = lastMs < span.fromMs ? addDays(span.fromDate, -1) : reportDateOf(lastMs);
  const rows = await listTrafficOf(ctx.db, [...sites.keys()], { fromDate: span.fromDate, toDate }, untilReceivedMs);
  return [...sites].map(([siteId, siteName]) => {
    const own = rows.filter((row) => row.site_id === siteId);
    let days = 0;
    let people = 0;
    for (const row of own) {
      const fromDate = row.from_date > span.fromDate ? row.from_date : span.fromDate;
      const within = daysBetween(fromDate, row.to_date < toDate ? row.to_date : toDate) + 1;
      days += within;
      people += (row.people * within) / (daysBetween(row.from_date, row.to_date) + 1);
    }
    const isWhole = own.length > 0 && days === daysBetween(span.fromDate, toDate) + 1;
    const sources = [...new Set(own.map(({ source }) => source))];
    return { siteId, siteName, people: isWhole ? Math.round(people) : null, sources };
  });
}
