import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EpochMs, Sha256 } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { saveSetting } from "../../db/repos/settings.ts";
import { deleteAllSessions, endAllLinks } from "../../db/repos/sign-in.ts";
import { findNewestWithdrawalList, lockWithdrawals } from "../../db/repos/withdrawals.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { SERVER_EPOCH } from "../settings/server-settings.ts";
import { reissueRoot } from "../trust/reissue-root.ts";
import { nextListVersion, publishWithdrawalList } from "../withdrawals/publish-withdrawal-list.ts";
import { syncDirectory } from "./durable-files.ts";

/** Lies beside a database that was brought back until a server has taken it up. */
export const RESTORED_MARK = "restored.json";

const RestoredMark = z.strictObject({ backupMadeAtMs: EpochMs, restoredAtMs: EpochMs, archiveSha256: Sha256 });
export type RestoredMark = z.infer<typeof RestoredMark>;

/** At least so many versions may have been published since the backup was made. */
const LIST_VERSIONS_LOST = 1_000;
/** A root document is published when an approver comes or goes. */
const ROOT_VERSIONS_LOST = 16;

/** What is known of a restore that no server has taken up yet. */
export async function findRestoredMark(dataDir: string): Promise<RestoredMark | undefined> {
  try {
    return RestoredMark.parse(JSON.parse(await readFile(join(dataDir, RESTORED_MARK), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Begins a new server epoch on a database that was brought back. Everyone signs in again and links sent out end: a session
 * that was ended after the backup must not live again. Before anything reads the epoch.
 */
export async function beginNewEpoch(
  ctx: Pick<ServiceContext, "db" | "now">,
  { backupMadeAtMs, restoredAtMs, archiveSha256 }: RestoredMark,
): Promise<void> {
  await withTransaction(ctx.db, async (tx) => {
    await saveSetting(tx, SERVER_EPOCH, randomUUID());
    await deleteAllSessions(tx);
    await endAllLinks(tx, ctx.now());
    await recordAudit(
      tx,
      { now: ctx.now, actor: { kind: "system", reason: "restore" } },
      {
        action: "restore-backup",
        noun: "installation",
        nounId: "self",
        detail: { backupMadeAtMs, restoredAtMs, archiveSha256 },
      },
    );
  });
}

/**
 * Publishes the root document and the list of withdrawals under a version above any that a player can hold, also one that nobody has heard of
 * since: a player that finds entries of its own missing in it sends them back. Then the restore has been taken up.
 */
export async function takeUpRestored(ctx: ServiceContext, dataDir: string): Promise<void> {
  await reissueRoot(ctx, ROOT_VERSIONS_LOST);
  const version = await withTransaction(ctx.db, async (tx) => {
    await lockWithdrawals(tx);
    const next = await versionAboveAll(tx, ctx.now());
    await publishWithdrawalList(tx, ctx, next);
    return next;
  });
  ctx.bus.hint("withdrawals-changed", { version });
  await rm(join(dataDir, RESTORED_MARK));
  await syncDirectory(dataDir);
}

/** Grows with the minutes, so that two restores of one backup do not come to the same version either. */
async function versionAboveAll(tx: Transaction, nowMs: number): Promise<number> {
  const newest = (await findNewestWithdrawalList(tx))?.version ?? 0;
  return Math.max(await nextListVersion(tx), newest + LIST_VERSIONS_LOST, Math.floor(nowMs / 60_000));
}
