import { CivilDate, humanText } from "../../../schemas/primitives.ts";
import { ReportCell } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import {
  deleteHandCell,
  findReport,
  highestReportNumber,
  type ReportRow,
  saveHandCell,
  saveReportText,
  updateReport,
} from "../../db/repos/reports.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { freezeContext } from "../evidence/freeze-context.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { documentText, readDocument } from "./document-in-turns.ts";
import { spanOf } from "./report-period.ts";
import { composeDraft, frameOf } from "./report-view.ts";

/** A report as the asker saw it. */
export interface ReportPlace {
  readonly reportId: string;
  readonly expectedVersion: number;
}

type Change = Parameters<typeof updateReport>[2];

const SectionText = humanText(10_000);

/** Writes the text of a section of a draft. It is offered again in the next report of its kind. */
export async function writeReportText(
  ctx: ServiceContext,
  input: ReportPlace & { section: string; text: string },
): Promise<ReportRow> {
  const text = SectionText.parse(input.text);
  return changeDraft(ctx, input, "write-report-text", { section: input.section }, async (tx, row) => {
    const written = { written_by: personIdOrNull(ctx), written_at_ms: ctx.now() };
    await saveReportText(tx, { report_id: row.id, section: input.section, text, ...written });
    return {};
  });
}

/** Says what stands in a cell that has no source, in words that name the row; `null` takes it back. */
export async function writeReportCell(
  ctx: ServiceContext,
  input: ReportPlace & { tableId: string; rowKey: string; columnKey: string; cell: ReportCell | null },
): Promise<ReportRow> {
  const { tableId, rowKey, columnKey } = input;
  const cell = input.cell === null ? null : ReportCell.parse(input.cell);
  const detail = { tableId, rowKey, columnKey, cell: cell === null ? "" : canonicalJson(cell) };
  return changeDraft(ctx, input, "write-report-cell", detail, async (tx, row) => {
    const place = { report_id: row.id, table_id: tableId, row_key: rowKey, column_key: columnKey };
    if (cell === null) await deleteHandCell(tx, place);
    else {
      const written = { written_by: personIdOrNull(ctx), written_at_ms: ctx.now() };
      await saveHandCell(tx, { ...place, cell_json: canonicalJson(cell), ...written });
    }
    return {};
  });
}

/** Sets the days whose figures are in a draft, such as from the 15th to the 14th. */
export async function setReportDays(
  ctx: ServiceContext,
  input: ReportPlace & { fromDate: string; toDate: string },
): Promise<ReportRow> {
  const [fromDate, toDate] = [CivilDate.parse(input.fromDate), CivilDate.parse(input.toDate)];
  if (fromDate > toDate) throw new DomainError("bad-input", "error.bad-input", { what: "toDate" });
  return changeDraft(ctx, input, "set-report-days", { fromDate, toDate }, async () => ({
    from_date: fromDate,
    to_date: toDate,
  }));
}

/**
 * Locks a draft: from now on its figures are what they are, and what comes in later is told in the next report. Errors:
 * `conflict` while its days are not over.
 */
export async function lockReport(ctx: ServiceContext, input: ReportPlace): Promise<ReportRow> {
  return changeDraft(ctx, input, "lock-report", {}, async (tx, row) => {
    const atMs = ctx.now();
    if (spanOf(row.from_date, row.to_date).toMs > atMs) throw new DomainError("conflict", "reports.not-over");
    const { text, sha256 } = await documentText(await composeDraft({ ...ctx, db: tx }, row, atMs));
    await freezeContext(tx, row);
    return {
      status: "locked",
      until_received_ms: atMs,
      locked_at_ms: atMs,
      document_json: text,
      document_sha256: sha256,
    };
  });
}

/**
 * Notes that a locked report was signed on this day, under the next number of its year or one given. It prints the names
 * of agencies as they were on that day; its figures stay.
 */
export async function signReport(
  ctx: ServiceContext,
  input: ReportPlace & { signedOn: string; number?: number | undefined },
): Promise<ReportRow> {
  const signedOn = CivilDate.parse(input.signedOn);
  return change(ctx, input, "sign-report", { signedOn }, ["locked"], async (tx, row) => {
    const number = input.number ?? (await highestReportNumber(tx, signedOn.slice(0, 4))) + 1;
    const framed = { ...row, number, signed_on: signedOn };
    const document = await readDocument(row.document_json ?? "");
    const frame = await frameOf({ ...ctx, db: tx }, framed);
    const { text, sha256 } = await documentText({ ...document, frame });
    return { status: "signed", number, signed_on: signedOn, document_json: text, document_sha256: sha256 };
  });
}

/** Notes that a signed report was sent. */
export function markReportSent(ctx: ServiceContext, input: ReportPlace): Promise<ReportRow> {
  return change(ctx, input, "send-report", {}, ["signed"], async () => ({ status: "sent", sent_at_ms: ctx.now() }));
}

function changeDraft(
  ctx: ServiceContext,
  place: ReportPlace,
  action: string,
  detail: Readonly<Record<string, string>>,
  apply: (tx: Transaction, row: ReportRow) => Promise<Change>,
): Promise<ReportRow> {
  return change(ctx, place, action, detail, ["draft"], apply);
}

async function change(
  ctx: ServiceContext,
  { reportId, expectedVersion }: ReportPlace,
  action: string,
  detail: Readonly<Record<string, string>>,
  from: readonly ReportRow["status"][],
  apply: (tx: Transaction, row: ReportRow) => Promise<Change>,
): Promise<ReportRow> {
  requireRole(ctx, "editor", "approver", "administrator");
  return withTransaction(ctx.db, async (tx) => {
    const row = await findReport(tx, reportId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found");
    if (!from.includes(row.status)) throw new DomainError("conflict", `reports.is-${row.status}`);
    const changed = await apply(tx, row);
    const done = await updateReport(
      tx,
      { id: reportId, version: expectedVersion },
      {
        ...changed,
        updated_at_ms: nextUpdate(ctx, row),
      },
    );
    if (!done) throw new DomainError("conflict", "error.changed-meanwhile");
    await recordAudit(tx, ctx, { action, noun: "report", nounId: reportId, detail });
    return (await findReport(tx, reportId)) ?? row;
  });
}
