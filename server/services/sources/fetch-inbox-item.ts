import type { ServiceContext } from "../../context.ts";
import { findInboxItem } from "../../db/repos/inbox.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";
import { type InboxItem, inboxItemOf } from "./inbox-item.ts";
import { refreshItem } from "./refresh-item.ts";
import { withSourceSession } from "./source-session.ts";

/**
 * Reads an item's page and picture at its source and returns the item as it stands then. What goes wrong at the source
 * is in the item's `failure`; an item that was read before keeps what it had. Errors: `not-found`, `conflict` when it
 * was dismissed.
 */
export async function fetchInboxItem(ctx: ServiceContext, input: { inboxItemId: string }): Promise<InboxItem> {
  requireRole(ctx, "editor");
  const item = await findInboxItem(ctx.db, input.inboxItemId);
  if (item === undefined) throw new DomainError("not-found", "error.not-found", {}, input);
  if (item.state === "dismissed") throw new DomainError("conflict", "sources.dismissed");
  return withSourceSession(ctx, item.source_id, async (session) => inboxItemOf(await refreshItem(ctx, session, item)));
}
