import { z } from "zod";
import { humanText } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

const KEY = "report-letterhead";

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

/** The letterhead kept last; all blank before the first. */
export async function readLetterhead(ctx: Pick<ServiceContext, "db">): Promise<Letterhead> {
  const text = await findSetting(ctx.db, KEY);
  return text === undefined ? BLANK : Letterhead.parse(JSON.parse(text));
}

/** Keeps the letterhead for reports made from now on; reports made before are files of their own. */
export async function saveLetterhead(ctx: ServiceContext, input: Letterhead): Promise<Letterhead> {
  requireRole(ctx, "administrator");
  const letterhead = Letterhead.parse(input);
  await withTransaction(ctx.db, async (tx) => {
    await saveSetting(tx, KEY, JSON.stringify(letterhead));
    const detail = { ...letterhead };
    await recordAudit(tx, ctx, { action: "save-letterhead", noun: "setting", nounId: KEY, detail });
  });
  return letterhead;
}
