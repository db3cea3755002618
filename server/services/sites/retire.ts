import type { ServiceContext } from "../../context.ts";
import { findPlayerOfScreen, revokePlayerRow } from "../../db/repos/players.ts";
import { countScreensOfCluster, findScreenRow, lockScreen, retireScreenRow } from "../../db/repos/screens.ts";
import { findCluster, findSite, listClustersOfSites, retireClusterRow, retireSiteRow } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

/** Takes an empty site out of use; again changes nothing. Errors: `not-found`, `conflict` while clusters are in use. */
export async function retireSite(ctx: ServiceContext, input: { siteId: string }): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const site = await findSite(tx, input.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    if (site.retired_at_ms !== null) return;
    const count = (await listClustersOfSites(tx, [input.siteId])).length;
    if (count > 0) throw new DomainError("conflict", "sites.site-has-clusters", { count });
    await retireSiteRow(tx, input.siteId, ctx.now());
    await recordAudit(tx, ctx, { action: "retire-site", noun: "site", nounId: input.siteId, detail: {} });
  });
}

/** Takes an empty cluster out of use; again changes nothing. Errors: `not-found`, `conflict` while screens are in use. */
export async function retireCluster(ctx: ServiceContext, input: { clusterId: string }): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const cluster = await findCluster(tx, input.clusterId);
    if (cluster === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
    if (cluster.retired_at_ms !== null) return;
    const count = await countScreensOfCluster(tx, input.clusterId);
    if (count > 0) throw new DomainError("conflict", "sites.cluster-has-screens", { count });
    await retireClusterRow(tx, input.clusterId, ctx.now());
    await recordAudit(tx, ctx, { action: "retire-cluster", noun: "cluster", nounId: input.clusterId, detail: {} });
  });
}

/**
 * Takes a screen out of use and revokes the player that served it; its plays stay in every report. Again changes
 * nothing. Errors: `not-found`.
 */
export async function retireScreen(ctx: ServiceContext, input: { screenId: string }): Promise<void> {
  requireRole(ctx, "administrator");
  const atMs = ctx.now();
  const revoked = await withTransaction(ctx.db, async (tx) => {
    const locked = await lockScreen(tx, input.screenId, atMs);
    if (!locked) {
      if ((await findScreenRow(tx, input.screenId)) !== undefined) return undefined;
      throw new DomainError("not-found", "error.not-found", {}, { ...input });
    }
    const player = await findPlayerOfScreen(tx, input.screenId);
    if (player !== undefined) await revokePlayerRow(tx, player.number, atMs);
    await retireScreenRow(tx, input.screenId, atMs);
    const detail = { revokedPlayer: player?.number ?? null };
    await recordAudit(tx, ctx, { action: "retire-screen", noun: "screen", nounId: input.screenId, detail });
    return player?.number;
  });
  if (revoked !== undefined) ctx.bus.hint("player-revoked", { player: revoked });
}
