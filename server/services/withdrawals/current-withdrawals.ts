import { Envelope } from "../../../schemas/envelope.ts";
import { Withdrawals } from "../../../schemas/manifest.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { parseCanonical } from "../../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestWithdrawalList } from "../../db/repos/withdrawals.ts";

/** The newest signed list; `version` 0 and nothing else before the first withdrawal. */
interface CurrentWithdrawals {
  readonly version: number;
  readonly document: Withdrawals | null;
  readonly envelope: Envelope | null;
}

/** The newest list of what must not be shown. Inside a transaction pass `{ db: tx }`. */
export async function currentWithdrawals(ctx: Pick<ServiceContext, "db">): Promise<CurrentWithdrawals> {
  const row = await findNewestWithdrawalList(ctx.db);
  if (row === undefined) return { version: 0, document: null, envelope: null };
  const envelope = Envelope.parse(JSON.parse(row.envelope_json));
  const opened = parseCanonical(new TextDecoder().decode(envelopeBytes(envelope)), Withdrawals);
  if (!opened.ok) throw new Error(`The stored list of withdrawals ${row.version} is damaged: ${opened.reason}.`);
  return { version: row.version, document: opened.document, envelope };
}
