import type { ServiceContext } from "../../context.ts";
import { lockInboxItem, updateInboxItem } from "../../db/repos/inbox.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { type InboxItem, inboxItemOf } from "./inbox-item.ts";

/** Puts an item aside for good; later polls leave it there. Idempotent. Errors: `not-found`, `conflict` when taken. */
export async function dismissInboxItem(ctx: ServiceContext, input: { inboxItemId: string }): Promise<InboxItem> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const item = await lockInboxItem(tx, input.inboxItemId);
    if (item === undefined) throw new DomainError("not-found", "error.not-found", {}, input);
    if (item.state === "taken") throw new DomainError("conflict", "sources.already-taken");
    if (item.state === "dismissed") return inboxItemOf(item);
    const changes = { state: "dismissed", updated_at_ms: ctx.now() } as const;
    await updateInboxItem(tx, item.id, changes);
    await recordAudit(tx, ctx, { action: "dismiss-inbox-item", noun: "inbox-item", nounId: item.id });
    return inboxItemOf({ ...item, ...changes });
  });
}
