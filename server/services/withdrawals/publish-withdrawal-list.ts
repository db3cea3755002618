import { DOCUMENT_TYPES, Envelope } from "../../../schemas/envelope.ts";
import { type Withdrawal, Withdrawals } from "../../../schemas/manifest.ts";
import { PlayerState } from "../../../schemas/player-socket.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { listToldStates } from "../../db/repos/player-states.ts";
import {
  type AdoptedRow,
  findNewestWithdrawalList,
  insertWithdrawalList,
  listAdopted,
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
  const document = Withdrawals.parse({ type: "withdrawals", version, entries: await readWithdrawals(tx) });
  const envelope = await signDocument(document, DOCUMENT_TYPES.withdrawals, [await ctx.keys.schedulerSigner()]);
  await insertWithdrawalList(tx, { version, envelope_json: JSON.stringify(envelope), created_at_ms: ctx.now() });
}

/** Every entry that is known here, those that only players knew among them, as the next list will carry it. */
export async function readWithdrawals(tx: Transaction): Promise<Withdrawal[]> {
  const lifts = await listLifts(tx);
  const adopted = new Map((await listAdopted(tx)).map((row) => [row.name, row]));
  const entries = (await listWithdrawalRows(tx)).map((row): Withdrawal => {
    const entry = entryOf(row);
    const told = adopted.get(nameOfWithdrawal(entry));
    adopted.delete(nameOfWithdrawal(entry));
    if (row.lifted_in_version === null) return entry;
    const own = lifts.filter(({ withdrawal_seq }) => withdrawal_seq === row.seq).flatMap(readEnvelope);
    return { ...entry, lifts: told === undefined ? own : liftsOf(told) };
  });
  const unknown = [...adopted.values()].map((row): Withdrawal => {
    const told = liftsOf(row);
    return told.length === 0 ? entryOf(row) : { ...entryOf(row), lifts: told };
  });
  return [...entries, ...unknown];
}

/** What names one withdrawal: an item withdrawn again has another name. */
export function nameOfWithdrawal({ airingSha256, renditionSha256, withdrawnAtMs }: Withdrawal): string {
  return `${airingSha256} ${renditionSha256} ${withdrawnAtMs}`;
}

function entryOf(row: Pick<AdoptedRow, "airing_sha256" | "rendition_sha256" | "withdrawn_at_ms">): Withdrawal {
  const { airing_sha256, rendition_sha256, withdrawn_at_ms } = row;
  return { airingSha256: airing_sha256, renditionSha256: rendition_sha256, withdrawnAtMs: withdrawn_at_ms };
}

function liftsOf({ lifts_json }: AdoptedRow): Envelope[] {
  return Envelope.array().parse(JSON.parse(lifts_json));
}
