import type { ServiceContext } from "../../context.ts";
import { insertScreen } from "../../db/repos/screens.ts";
import { findCluster } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

interface CreateScreenInput {
  readonly clusterId: string;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Makes a screen in a cluster in use; it has no player until one is paired. Errors: `not-found`, `conflict`. */
export async function createScreen(ctx: ServiceContext, input: CreateScreenInput): Promise<{ screenId: string }> {
  requireRole(ctx, "administrator");
  const atMs = ctx.now();
  const screenId = newId(atMs);
  await withTransaction(ctx.db, async (tx) => {
    const cluster = await findCluster(tx, input.clusterId);
    if (cluster === undefined)
      throw new DomainError("not-found", "error.not-found", {}, { clusterId: input.clusterId });
    if (cluster.retired_at_ms !== null) throw new DomainError("conflict", "sites.cluster-retired");
    await insertScreen(tx, {
      id: screenId,
      cluster_id: input.clusterId,
      name: input.name,
      width_px: input.widthPx,
      height_px: input.heightPx,
      tags_json: "[]",
      created_at_ms: atMs,
      updated_at_ms: atMs,
      retired_at_ms: null,
    });
    await recordAudit(tx, ctx, { action: "create-screen", noun: "screen", nounId: screenId, detail: { ...input } });
  });
  return { screenId };
}
