import { articleAddress, bindProfile } from "../../../content/sources/source-site.ts";
import type { ServiceContext } from "../../context.ts";
import { insertInboxItemsIfNew, listInboxItemsAt } from "../../db/repos/inbox.ts";
import { findSource } from "../../db/repos/sources.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { getProfile } from "./create-source.ts";
import { type InboxItem, inboxItemOf } from "./inbox-item.ts";
import { newInboxRow } from "./new-inbox-row.ts";

/**
 * Puts an article into the inbox by its address, in whichever language; the same address again returns the item that is
 * there. Nothing is fetched. Errors: `not-found`, `bad-input` for an address that is no article of the source.
 */
export async function addInboxItem(ctx: ServiceContext, input: { sourceId: string; url: string }): Promise<InboxItem> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const source = await findSource(tx, input.sourceId);
    if (source === undefined) throw new DomainError("not-found", "error.not-found", {}, { sourceId: input.sourceId });
    const site = bindProfile(getProfile(source.profile), source.base_url, source.media_base_url);
    const address = articleAddress(site, input.url, site.baseOrigin);
    if (address === undefined) throw new DomainError("bad-input", "sources.not-an-article", { name: source.name });
    const row = newInboxRow({ sourceId: source.id, ...address, lastModifiedAtMs: null, nowMs: ctx.now() });
    const isNew = (await insertInboxItemsIfNew(tx, [row])) === 1;
    if (isNew) {
      const detail = { url: address.url };
      await recordAudit(tx, ctx, { action: "add-inbox-item", noun: "inbox-item", nounId: row.id, detail });
      return inboxItemOf(row);
    }
    const [known] = await listInboxItemsAt(tx, source.id, [address.url]);
    if (known === undefined) throw new Error("An inbox item that is there could not be read.");
    return inboxItemOf(known);
  });
}
