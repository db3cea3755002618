import type { ServiceContext } from "../../context.ts";
import { listFollowingScreens } from "../../db/repos/withdrawal-confirmations.ts";
import { findWithdrawalOfAiring, listLifts } from "../../db/repos/withdrawals.ts";
import { DomainError } from "../../errors.ts";
import { personNames } from "../approval/person-names.ts";
import { requireRole } from "../people/require-role.ts";
import { currentRoot } from "../trust/current-root.ts";

export interface ScreenFollowing {
  readonly screenId: string;
  readonly screenName: string;
  readonly siteName: string;
  /** When the server last heard of its player; null: never. */
  readonly heardAtMs: number | null;
}

/** How far one withdrawal has come, screen by screen, and who has said that it may be lifted. */
export interface WithdrawalProgress {
  readonly version: number;
  readonly withdrawnAtMs: number;
  readonly confirmed: readonly (ScreenFollowing & { readonly confirmedAtMs: number })[];
  /** Screens whose player has not confirmed it: it is offline, or has just been asked. */
  readonly pending: readonly ScreenFollowing[];
  /** null: it stands. */
  readonly liftedInVersion: number | null;
  readonly lifts: readonly { readonly personId: string; readonly name: string; readonly atMs: number }[];
  readonly liftsNeeded: number;
}

/** Errors: `not-found` for an item that was never withdrawn. */
export async function withdrawalProgress(
  ctx: ServiceContext,
  input: { airingSha256: string },
): Promise<WithdrawalProgress> {
  requireRole(ctx, "editor", "approver", "administrator");
  const withdrawal = await findWithdrawalOfAiring(ctx.db, input.airingSha256);
  if (withdrawal === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  const confirmed: WithdrawalProgress["confirmed"][number][] = [];
  const pending: ScreenFollowing[] = [];
  for (const row of await listFollowingScreens(ctx.db, withdrawal.version)) {
    if (row.player === null) continue;
    const screen = {
      screenId: row.screen_id,
      screenName: row.screen_name,
      siteName: row.site_name,
      heardAtMs: row.state_at_ms,
    };
    if (row.confirmed_at_ms === null) pending.push(screen);
    else confirmed.push({ ...screen, confirmedAtMs: row.confirmed_at_ms });
  }
  const lifts = await listLifts(ctx.db, [withdrawal.seq]);
  const names = await personNames(
    ctx,
    lifts.map((lift) => lift.person_id),
  );
  const { document: root } = await currentRoot(ctx);
  return {
    version: withdrawal.version,
    withdrawnAtMs: withdrawal.withdrawn_at_ms,
    confirmed,
    pending,
    liftedInVersion: withdrawal.lifted_in_version,
    lifts: lifts.map((lift) => ({
      personId: lift.person_id,
      name: names.get(lift.person_id) ?? "",
      atMs: lift.lifted_at_ms,
    })),
    liftsNeeded: Math.max(2, root.approvalThreshold),
  };
}
