import type { ServiceContext } from "../../context.ts";
import { findSite, insertCluster } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

/** Makes a cluster of screens at a site in use. Errors: `not-found`, `conflict` when the site is retired. */
export async function createCluster(
  ctx: ServiceContext,
  input: { siteId: string; name: string },
): Promise<{ clusterId: string }> {
  requireRole(ctx, "administrator");
  const atMs = ctx.now();
  const clusterId = newId(atMs);
  await withTransaction(ctx.db, async (tx) => {
    const site = await findSite(tx, input.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId: input.siteId });
    if (site.retired_at_ms !== null) throw new DomainError("conflict", "sites.site-retired");
    await insertCluster(tx, {
      id: clusterId,
      site_id: input.siteId,
      name: input.name,
      created_at_ms: atMs,
      retired_at_ms: null,
    });
    await recordAudit(tx, ctx, { action: "create-cluster", noun: "cluster", nounId: clusterId, detail: input });
  });
  return { clusterId };
}
