import type { ReportCell } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { Database, ServiceContext } from "../../context.ts";
import { findTarget, insertTarget, retireTargets, type TargetRow } from "../../db/repos/indicator-inputs.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { findReference } from "../reference/list-reference.ts";
import { periodOf } from "../reports/report-period.ts";
import { findIndicator } from "./registry.ts";

const MOST = 1_000_000_000;

/** What is to be reached, and in which period. */
export interface TargetInput {
  readonly subject: TargetRow["subject"];
  readonly code: string;
  /** `2026-10`, `2026-Q4` or `2026`. */
  readonly period: string;
  /** Plays of a programme; of an indicator in its unit, percent for a share. */
  readonly value: number;
}

/**
 * Says what a programme or an indicator is to reach in a period, in place of what was said before; reports that are locked
 * keep theirs. Errors: `bad-input`, `not-found`.
 */
export async function setTarget(ctx: ServiceContext, input: TargetInput): Promise<TargetRow> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { code: period } = periodOf(input.period);
  const cell = await cellOf(ctx.db, input);
  const { subject, code } = input;
  return withTransaction(ctx.db, async (tx) => {
    const atMs = ctx.now();
    const row: TargetRow = {
      ...{ id: newId(atMs), subject, code, period, cell_json: canonicalJson(cell) },
      ...{ entered_by: personIdOrNull(ctx), entered_at_ms: atMs, retired_at_ms: null },
    };
    await retireTargets(tx, { subject, code, period }, atMs);
    await insertTarget(tx, row);
    const detail = { subject, code, period, cell: row.cell_json };
    await recordAudit(tx, ctx, { action: "set-target", noun: "report-target", nounId: row.id, detail });
    return row;
  });
}

/** Takes a target away from reports that are not locked. Repeating it changes nothing. Errors: `not-found`. */
export async function endTarget(ctx: ServiceContext, input: { targetId: string }): Promise<void> {
  requireRole(ctx, "editor", "approver", "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const row = await findTarget(tx, input.targetId);
    if (row === undefined) throw new DomainError("not-found", "error.not-found");
    if (row.retired_at_ms !== null) return;
    await retireTargets(tx, row, ctx.now());
    await recordAudit(tx, ctx, { action: "end-target", noun: "report-target", nounId: row.id });
  });
}

async function cellOf(db: Database, { subject, code, value }: TargetInput): Promise<ReportCell> {
  const isShare = subject === "indicator" && findIndicator(code)?.form === "share";
  const digits = subject === "indicator" ? (findIndicator(code)?.digits ?? 0) : 0;
  const isKnown =
    subject === "indicator"
      ? findIndicator(code) !== undefined
      : (await findReference(db, "programme", code)).some(({ kind }) => kind !== "fund");
  if (!isKnown) throw new DomainError("not-found", "indicators.no-subject", { code });
  const cell: ReportCell = isShare
    ? { kind: "share", ppm: Math.round(value * 10_000) }
    : { kind: "number", value: Math.round(value * 10 ** digits), digits };
  const figure = cell.kind === "share" ? cell.ppm : cell.value;
  const isIn = Number.isFinite(value) && figure > 0 && value <= (isShare ? 100 : MOST);
  if (!isIn) throw new DomainError("bad-input", "indicators.bad-value");
  return cell;
}
