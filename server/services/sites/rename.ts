import type { ServiceContext } from "../../context.ts";
import { findScreenRow, updateScreenName } from "../../db/repos/screens.ts";
import { findCluster, findSite, updateClusterName, updateSiteNames } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

/** Gives a site its name in both interface languages. Errors: `not-found`. */
export async function renameSite(
  ctx: ServiceContext,
  input: { siteId: string; names: { vi: string; en: string } },
): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const site = await findSite(tx, input.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId: input.siteId });
    await updateSiteNames(tx, input.siteId, input.names, ctx.now());
    const detail = { from: { vi: site.name_vi, en: site.name_en }, to: input.names };
    await recordAudit(tx, ctx, { action: "rename-site", noun: "site", nounId: input.siteId, detail });
  });
}

/** Renames a cluster. Errors: `not-found`. */
export async function renameCluster(ctx: ServiceContext, input: { clusterId: string; name: string }): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const cluster = await findCluster(tx, input.clusterId);
    if (cluster === undefined)
      throw new DomainError("not-found", "error.not-found", {}, { clusterId: input.clusterId });
    await updateClusterName(tx, input.clusterId, input.name);
    const detail = { from: cluster.name, to: input.name };
    await recordAudit(tx, ctx, { action: "rename-cluster", noun: "cluster", nounId: input.clusterId, detail });
  });
}

/** Renames a screen. Errors: `not-found`. */
export async function renameScreen(ctx: ServiceContext, input: { screenId: string; name: string }): Promise<void> {
  requireRole(ctx, "administrator");
  await withTransaction(ctx.db, async (tx) => {
    const screen = await findScreenRow(tx, input.screenId);
    if (screen === undefined) throw new DomainError("not-found", "error.not-found", {}, { screenId: input.screenId });
    await updateScreenName(tx, input.screenId, input.name, ctx.now());
    const detail = { from: screen.name, to: input.name };
    await recordAudit(tx, ctx, { action: "rename-screen", noun: "screen", nounId: input.screenId, detail });
  });
}
