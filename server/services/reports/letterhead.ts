import { z } from "zod";
import { CivilDate, humanText } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { findLetterhead, saveLetterheadRow } from "../../db/repos/reports.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { REPORT_TIME_ZONE } from "./report-period.ts";

/** Who issues reports and to whom; nothing of it is known to the program. An empty line is left for filling by hand. */
export const Letterhead = z.strictObject({
  parentAgency: humanText(200),
  agency: humanText(200),
  /** Short name in the document's number: `01/BC-{symbol}`. */
  symbol: humanText(40),
  place: humanText(100),
  addressees: z.array(humanText(300)).max(10),
  recipients: z.array(humanText(300)).max(20),
  /** Unit that drafts and files: `Lưu: VT, {unit}.` */
  draftingUnit: humanText(60),
  /** As printed above the signature, one line each: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`. */
  signerTitles: z.array(humanText(120)).max(3),
});
export type Letterhead = z.infer<typeof Letterhead>;

const BLANK: Letterhead = {
  parentAgency: "",
  agency: "",
  symbol: "",
  place: "",
  addressees: [],
  recipients: [],
  draftingUnit: "",
  signerTitles: [],
};

/** The letterhead in force on a civil day, today by default; all blank before the first. */
export async function readLetterhead(ctx: Pick<ServiceContext, "db" | "now">, date?: string): Promise<Letterhead> {
  const row = await findLetterhead(ctx.db, date ?? today(ctx));
  return row === undefined ? BLANK : Letterhead.parse(JSON.parse(row.letterhead_json));
}

/**
 * Keeps the letterhead from a civil day on, by default from today: a report signed earlier, or locked, keeps the names
 * that were valid then.
 */
export async function saveLetterhead(
  ctx: ServiceContext,
  input: Letterhead & { readonly fromDate?: string | undefined },
): Promise<Letterhead> {
  requireRole(ctx, "administrator");
  const { fromDate = today(ctx), ...words } = input;
  const letterhead = Letterhead.parse(words);
  await withTransaction(ctx.db, async (tx) => {
    await saveLetterheadRow(tx, {
      from_date: CivilDate.parse(fromDate),
      letterhead_json: JSON.stringify(letterhead),
    });
    const detail = { ...letterhead, fromDate };
    await recordAudit(tx, ctx, { action: "save-letterhead", noun: "letterhead", nounId: fromDate, detail });
  });
  return letterhead;
}

function today(ctx: Pick<ServiceContext, "now">): string {
  return civilAt(ctx.now(), REPORT_TIME_ZONE).date;
}
