import type { ServiceContext } from "../../context.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

const AFTER_DAYS = "archive.after-days";
/** A year's report and its corrections are made while all records of that year are still in the table. */
const DEFAULT_DAYS = 400;
/** Before the quarter after is reported nothing moves. */
export const MIN_DAYS = 200;
export const MAX_DAYS = 3_650;

/** How many days after a record began, and after it came in, it is moved out of the table. */
export async function readArchiveAfterDays(ctx: Pick<ServiceContext, "db">): Promise<number> {
  const value = await findSetting(ctx.db, AFTER_DAYS);
  return value === undefined ? DEFAULT_DAYS : Number(value);
}

/** Sets it, from the next run on: what is archived stays archived. Errors: `bad-input` outside 200 to 3 650 days. */
export async function setArchiveAfterDays(ctx: ServiceContext, input: { days: number }): Promise<number> {
  requireRole(ctx, "administrator");
  const { days } = input;
  if (!Number.isInteger(days) || days < MIN_DAYS || days > MAX_DAYS) {
    throw new DomainError("bad-input", "error.bad-input", { what: "days" });
  }
  await withTransaction(ctx.db, async (tx) => {
    await saveSetting(tx, AFTER_DAYS, String(days));
    await recordAudit(tx, ctx, { action: "set-archive-days", noun: "play-archive", nounId: "self", detail: { days } });
  });
  return days;
}
