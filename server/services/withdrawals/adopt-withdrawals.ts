import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import { type Withdrawal, Withdrawals } from "../../../schemas/manifest.ts";
import type { RootDocument } from "../../../schemas/root-document.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { standingWithdrawals } from "../../../schemas/trust/withdrawal-standing.ts";
import type { ServiceContext } from "../../context.ts";
import { findAiringRow } from "../../db/repos/airing-documents.ts";
import {
  insertWithdrawal,
  listWithdrawalRows,
  lockWithdrawals,
  markLifted,
  saveAdopted,
} from "../../db/repos/withdrawals.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { currentRoot } from "../trust/current-root.ts";
import {
  nameOfWithdrawal,
  nextListVersion,
  publishWithdrawalList,
  readWithdrawals,
} from "./publish-withdrawal-list.ts";

/** What a player's list brought back, and the list that carries it; null: nothing was missing here. */
export interface AdoptedWithdrawals {
  readonly adopted: number;
  readonly version: number | null;
}

/**
 * Takes back what this server signed and has lost with a restore: every entry of the player's list that is not known here,
 * and every lifting by enough approvers. The next list carries it, above any version that was told, whether or not the
 * item itself is still known. Repeating it changes nothing. Errors: `bad-input` for a list that this server's own key did
 * not sign.
 */
export async function adoptWithdrawals(
  ctx: ServiceContext,
  input: { player: number; list: Envelope },
): Promise<AdoptedWithdrawals> {
  const { document: root } = await currentRoot(ctx);
  const keys = keysOfRole(root, "scheduler");
  const { threshold } = root.roles.scheduler;
  const opened = await openSignedDocument(input.list, DOCUMENT_TYPES.withdrawals, Withdrawals, keys, threshold);
  if (!opened.ok) throw new DomainError("bad-input", "error.bad-input", { what: "list" }, { reason: opened.reason });
  const told = opened.document;
  const result = await withTransaction(ctx.db, async (tx) => {
    await lockWithdrawals(tx);
    const lost = await findLost(tx, told.entries, root);
    if (lost.length === 0) return { adopted: 0, version: null };
    const version = Math.max(await nextListVersion(tx), told.version + 1);
    for (const entry of lost) await adopt(tx, ctx, entry, { version, player: input.player });
    await publishWithdrawalList(tx, ctx, version);
    const actor = { kind: "system", reason: "player" } as const;
    await recordAudit(
      tx,
      { ...ctx, actor },
      {
        action: "adopt-withdrawals",
        noun: "player",
        nounId: String(input.player),
        detail: { adopted: lost.length, toldVersion: told.version, version },
      },
    );
    return { adopted: lost.length, version };
  });
  if (result.version !== null) ctx.bus.hint("withdrawals-changed", { version: result.version });
  return result;
}

interface LostEntry {
  readonly entry: Withdrawal;
  /** Known here, and only its lifting was lost. */
  readonly isKnown: boolean;
  readonly isLifted: boolean;
}

async function findLost(tx: Transaction, entries: readonly Withdrawal[], root: RootDocument): Promise<LostEntry[]> {
  const known = await readWithdrawals(tx);
  const names = new Set(known.map(nameOfWithdrawal));
  const standing = new Set((await standingWithdrawals(known, root)).map(nameOfWithdrawal));
  const stillStanding = new Set((await standingWithdrawals(entries, root)).map(nameOfWithdrawal));
  return entries.flatMap((entry) => {
    const name = nameOfWithdrawal(entry);
    const [isKnown, isLifted] = [names.has(name), !stillStanding.has(name)];
    return !isKnown || (isLifted && standing.has(name)) ? [{ entry, isKnown, isLifted }] : [];
  });
}

async function adopt(
  tx: Transaction,
  ctx: ServiceContext,
  { entry, isKnown, isLifted }: LostEntry,
  { version, player }: { version: number; player: number },
): Promise<void> {
  const named = {
    airing_sha256: entry.airingSha256,
    rendition_sha256: entry.renditionSha256,
    withdrawn_at_ms: entry.withdrawnAtMs,
  };
  await saveAdopted(tx, {
    ...named,
    name: nameOfWithdrawal(entry),
    lifts_json: JSON.stringify(isLifted ? (entry.lifts ?? []) : []),
    version,
    player,
    adopted_at_ms: ctx.now(),
  });
  const isOfItem = entry.airingSha256 === null || (await findAiringRow(tx, entry.airingSha256)) !== undefined;
  if (!isKnown && isOfItem) {
    await insertWithdrawal(tx, { ...named, reason: "", withdrawn_by: null, version });
  }
  if (!isLifted || !isOfItem) return;
  const row = (await listWithdrawalRows(tx)).find(
    (one) =>
      one.airing_sha256 === named.airing_sha256 &&
      one.rendition_sha256 === named.rendition_sha256 &&
      one.withdrawn_at_ms === named.withdrawn_at_ms,
  );
  if (row !== undefined) await markLifted(tx, row.seq, version);
}
