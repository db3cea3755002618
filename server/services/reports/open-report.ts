import type { ServiceContext } from "../../context.ts";
import { findReport, insertReport, listReportsOn, type ReportRow, type ReportSubject } from "../../db/repos/reports.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { findReference } from "../reference/list-reference.ts";
import { periodOf } from "./report-period.ts";

/**
 * The report on a period: the newest there is, or a new draft. Opening twice gives the same one. Errors: `bad-input`,
 * `not-found` for an unknown programme.
 */
export async function openReport(ctx: ServiceContext, subject: ReportSubject): Promise<ReportRow> {
  requireRole(ctx, "editor", "approver", "administrator");
  await refuseUnknown(ctx, subject);
  return withTransaction(ctx.db, async (tx) => {
    const known = (await listReportsOn(tx, subject)).at(-1);
    return known ?? createDraft(tx, ctx, subject, 0);
  });
}

/**
 * Begins a correction (báo cáo điều chỉnh) of a period whose newest report is locked: the same rows counted again, with
 * what came in since. Errors: `not-found`, `conflict` while the newest is still a draft.
 */
export async function correctReport(ctx: ServiceContext, input: { reportId: string }): Promise<ReportRow> {
  requireRole(ctx, "editor", "approver", "administrator");
  return withTransaction(ctx.db, async (tx) => {
    const row = await findReport(tx, input.reportId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found");
    const newest = (await listReportsOn(tx, row)).at(-1) ?? row;
    if (newest.status === "draft") throw new DomainError("conflict", "reports.correct-a-draft");
    return createDraft(tx, ctx, row, newest.correction + 1);
  });
}

async function createDraft(
  tx: Transaction,
  ctx: ServiceContext,
  { kind, period, programme }: ReportSubject,
  correction: number,
): Promise<ReportRow> {
  const { fromDate, toDate } = periodOf(period);
  const atMs = ctx.now();
  const row: ReportRow = {
    ...{ id: newId(atMs), kind, period, programme, cluster_id: null, from_date: fromDate, to_date: toDate, correction },
    ...{ status: "draft" as const, version: 1, number: null, signed_on: null, until_received_ms: null },
    ...{ document_json: null, document_sha256: null, created_by: personIdOrNull(ctx) },
    ...{ created_at_ms: atMs, updated_at_ms: atMs, locked_at_ms: null, sent_at_ms: null },
  };
  await insertReport(tx, row);
  const detail = { kind, period, programme: programme ?? "", correction };
  await recordAudit(tx, ctx, { action: "open-report", noun: "report", nounId: row.id, detail });
  return row;
}

async function refuseUnknown(ctx: ServiceContext, { kind, period, programme }: ReportSubject): Promise<void> {
  const { code } = periodOf(period);
  const fits = { month: /-\d\d$/, quarter: /-Q/, year: /^\d{4}$/, programme: /./, certificate: /(?!)/ }[kind];
  const hasProgramme = programme !== null;
  if (!fits.test(code) || hasProgramme !== (kind === "programme")) {
    throw new DomainError("bad-input", "error.bad-input", { what: "period" });
  }
  if (programme !== null && (await findReference(ctx.db, "programme", programme)).length === 0) {
    throw new DomainError("not-found", "error.not-found", {}, { programme });
  }
}
