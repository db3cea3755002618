import type { RootDocument } from "../../../schemas/root-document.ts";
import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { findCurrentRoot } from "./current-root.ts";
import { publishRoot } from "./publish-root.ts";

const APPROVAL_THRESHOLD = 2;

/**
 * Returns the newest root document, after making the first one in a new installation, or a next one when the server's
 * name or scheduler key has changed. Refuses to go on when the root key on disk is not the one that players pinned.
 */
export async function ensureRoot(ctx: ServiceContext): Promise<RootDocument> {
  const { document, isNew } = await withTransaction(ctx.db, async (tx) => {
    const current = (await findCurrentRoot({ db: tx }))?.document ?? null;
    const root = await ctx.keys.rootSigner();
    const scheduler = await ctx.keys.schedulerSigner();
    if (current !== null && !current.roles.root.keyIds.includes(root.keyId)) {
      throw new Error("The root key on disk is not the one in the root document: restore keys/root.json.");
    }
    const { serverName } = ctx.settings;
    if (current?.roles.scheduler.keyIds.includes(scheduler.keyId) && current.serverName === serverName) {
      return { document: current, isNew: false };
    }
    const published = await publishRoot(tx, ctx, current, {
      type: "root",
      serverName,
      keys: { ...current?.keys, [root.keyId]: root.publicKey, [scheduler.keyId]: scheduler.publicKey },
      roles: {
        root: { keyIds: [root.keyId], threshold: 1 },
        scheduler: { keyIds: [scheduler.keyId], threshold: 1 },
        gate: { keyIds: [], threshold: 1 },
      },
      approvers: current?.approvers ?? [],
      approvalThreshold: current?.approvalThreshold ?? APPROVAL_THRESHOLD,
    });
    return { document: published, isNew: true };
  });
  if (isNew) ctx.bus.hint("root-changed", { version: document.version });
  return document;
}
