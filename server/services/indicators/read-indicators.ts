import { ReportCell, type ReportTable } from "../../../schemas/report-document.ts";
import type { ServiceContext } from "../../context.ts";
import { listNamedSites, listTargetsInForce, listTrafficInForce } from "../../db/repos/indicator-inputs.ts";
import { startTurns } from "../../turns.ts";
import { requireRole } from "../people/require-role.ts";
import { listReference } from "../reference/list-reference.ts";
import { tableTemplate } from "../reports/compose-report.ts";
import { fillReached } from "../reports/fill-reached.ts";
import { readReportFacts } from "../reports/read-report-facts.ts";
import { periodOf } from "../reports/report-period.ts";
import { formulasTable, indicatorsTable } from "../reports/tables/indicators-table.ts";
import { findIndicator } from "./registry.ts";

const MOST_LISTED = 500;

/** The indicators of a period as a report on it would print them. */
export interface PeriodIndicators {
  readonly period: string;
  readonly periodName: string;
  readonly figures: ReportTable;
  readonly formulas: ReportTable;
}

/** Errors: `bad-input`. */
export async function readIndicators(ctx: ServiceContext, input: { period: string }): Promise<PeriodIndicators> {
  requireRole(ctx, "editor", "approver", "administrator");
  const period = periodOf(input.period);
  const facts = await readReportFacts(ctx, {
    ...{ span: period, period: period.code, before: null, lastYear: null },
    ...{ untilReceivedMs: ctx.now(), lockedBefore: [], tellsOfClusters: true },
  });
  return {
    period: period.code,
    periodName: period.name,
    figures: fillReached(await indicatorsTable(tableTemplate("B13"), 1, facts, startTurns())),
    formulas: formulasTable(tableTemplate("B14"), 2),
  };
}

/** A target in force, with the name of what it is for. */
export interface TargetView {
  readonly targetId: string;
  readonly subject: "programme" | "indicator";
  readonly code: string;
  readonly name: string;
  /** Of an indicator's number; empty for plays and shares. */
  readonly unit: string;
  readonly period: string;
  readonly cell: ReportCell;
}

/** The newest targets in force. */
export async function listTargetViews(ctx: ServiceContext): Promise<TargetView[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const programmes = new Map((await listReference(ctx.db, "programme")).map(({ code, nameVi }) => [code, nameVi]));
  const rows = await listTargetsInForce(ctx.db, MOST_LISTED);
  return rows.map(({ id, subject, code, period, cell_json }) => ({
    ...{ targetId: id, subject, code, period, cell: ReportCell.parse(JSON.parse(cell_json)) },
    unit: findIndicator(code)?.form === "number" ? (findIndicator(code)?.unit ?? "") : "",
    name: (subject === "programme" ? programmes.get(code) : findIndicator(code)?.name) ?? code,
  }));
}

/** A count of people in force, with the name of its site. */
export interface TrafficView {
  readonly trafficId: string;
  readonly siteId: string;
  readonly siteNames: { readonly vi: string; readonly en: string };
  readonly fromDate: string;
  readonly toDate: string;
  readonly people: number;
  readonly source: string;
}

/** The newest counts of people in force, and the sites that may have one. */
export async function listTrafficViews(ctx: ServiceContext): Promise<{
  readonly rows: TrafficView[];
  readonly sites: readonly { readonly siteId: string; readonly names: TrafficView["siteNames"] }[];
}> {
  requireRole(ctx, "editor", "approver", "administrator");
  const sites = (await listNamedSites(ctx.db)).map(({ id, name_vi, name_en }) => ({
    siteId: id,
    names: { vi: name_vi, en: name_en },
  }));
  const names = new Map(sites.map((site) => [site.siteId, site.names]));
  const rows = (await listTrafficInForce(ctx.db, MOST_LISTED)).map((row) => ({
    ...{ trafficId: row.id, siteId: row.site_id, fromDate: row.from_date, toDate: row.to_date },
    ...{ people: row.people, source: row.source },
    siteNames: names.get(row.site_id) ?? { vi: row.site_id, en: row.site_id },
  }));
  return { rows, sites };
}
