import type { ServiceContext } from "../../context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { currentRoot } from "./current-root.ts";
import { publishRoot } from "./publish-root.ts";

/**
 * Issues the root document again so many times, unchanged but for its version. After a restore players may hold versions
 * that were lost here: they follow only what comes after theirs.
 */
export async function reissueRoot(ctx: ServiceContext, times: number): Promise<void> {
  const version = await withTransaction(ctx.db, async (tx) => {
    let { document } = await currentRoot({ db: tx });
    for (let count = 0; count < times; count += 1) document = await publishRoot(tx, ctx, document, document);
    return document.version;
  });
  ctx.bus.hint("root-changed", { version });
}
