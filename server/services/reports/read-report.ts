import type { ReportDocument } from "../../../schemas/report-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findReport, listReportsOn, type ReportRow } from "../../db/repos/reports.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { documentOf } from "./report-view.ts";

/** A report as people work on it: where it stands, and its document. */
export interface ReportReading {
  readonly reportId: string;
  readonly kind: ReportRow["kind"];
  readonly period: string;
  readonly programme: string | null;
  readonly correction: number;
  readonly status: ReportRow["status"];
  readonly version: number;
  readonly lockedAtMs: number | null;
  readonly sentAtMs: number | null;
  /** The period's report and its corrections, oldest first. */
  readonly family: readonly {
    readonly reportId: string;
    readonly correction: number;
    readonly status: ReportRow["status"];
  }[];
  readonly document: ReportDocument;
}

/** Errors: `not-found`. */
export async function readReport(ctx: ServiceContext, input: { reportId: string }): Promise<ReportReading> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findReport(ctx.db, input.reportId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found");
  const family = await listReportsOn(ctx.db, row);
  return {
    ...standingOf(row),
    lockedAtMs: row.locked_at_ms,
    sentAtMs: row.sent_at_ms,
    family: family.map(({ id, correction, status }) => ({ reportId: id, correction, status })),
    document: await documentOf(ctx, row),
  };
}

/** What tells one report from another, and where it stands. */
export function standingOf(row: ReportRow) {
  const { id, kind, period, programme, correction, status, version } = row;
  return { reportId: id, kind, period, programme, correction, status, version };
}
