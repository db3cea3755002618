import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { type Withdrawal, Withdrawals } from "../../../schemas/manifest.ts";
import { PlayerState } from "../../../schemas/player-socket.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { listToldStates } from "../../db/repos/player-states.ts";
import {
  findNewestWithdrawalList,
  insertWithdrawalList,
  listLifts,
  listWithdrawalRows,
} from "../../db/repos/withdrawals.ts";
import type { Transaction } from "../../db/transaction.ts";
import { readEnvelope } from "../approval/airing-standing.ts";

/**
 * The version that the next signed list will have: above ours and above any that a player holds, for after a restore they
 * may know lists that were lost here. To be asked while the list is held by `lockWithdrawals`.
 */
export async function nextListVersion(tx: Transaction): Promise<number> {
  const told = (await listToldStates(tx)).map((text) => {
    const state = PlayerState.safeParse(JSON.parse(text));
    return state.success ? state.data.withdrawalsVersion : 0;
  });
  const newest = (await findNewestWithdrawalList(tx))?.version ?? 0;
  return told.reduce((highest, version) => Math.max(highest, version), newest) + 1;
}

/** Signs every entry there is, with what lifts it, as the next version: the list only grows. */
export async function publishWithdrawalList(tx: Transaction, ctx: ServiceContext, version: number): Promise<void> {
  const lifts = await listLifts(tx);
  const entries = (await listWithdrawalRows(tx)).map((row): Withdrawal => {
    const entry = {
      airingSha256: row.airing_sha256,
      renditionSha256: row.rendition_sha256,
      withdrawnAtMs: row.withdrawn_at_ms,
    };
    if (row.lifted_in_version === null) return entry;
    return { ...entry, lifts: lifts.filter(({ withdrawal_seq }) => withdrawal_seq === row.seq).flatMap(readEnvelope) };
  });
  const document = Withdrawals.parse({ type: "withdrawals", version, entries });
  const envelope = await signDocument(document, DOCUMENT_TYPES.withdrawals, [await ctx.keys.schedulerSigner()]);
  await insertWithdrawalList(tx, { version, envelope_json: JSON.stringify(envelope), created_at_ms: ctx.now() });
}
