import type { ServiceContext } from "../../context.ts";
import { type InboxItemRow, listInboxRows } from "../../db/repos/inbox.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";
import { type InboxItem, inboxItemOf } from "./inbox-item.ts";

export interface ListInboxInput {
  readonly state?: InboxItemRow["state"] | undefined;
  readonly sourceId?: string | undefined;
  readonly cursor?: string | undefined;
  /** 1 … 200; default 50. */
  readonly limit?: number | undefined;
}

/** Articles found at the sources, newest first. */
export async function listInbox(ctx: ServiceContext, input: ListInboxInput = {}): Promise<Page<InboxItem>> {
  requireRole(ctx);
  const limit = Math.min(200, Math.max(1, input.limit ?? 50));
  const rows = await listInboxRows(ctx.db, {
    state: input.state ?? null,
    sourceId: input.sourceId ?? null,
    beforeId: input.cursor ?? null,
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => row.id, inboxItemOf);
}
