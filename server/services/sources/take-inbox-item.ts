import { bindProfile, type SourceSite } from "../../../content/sources/source-site.ts";
import type { ServiceContext } from "../../context.ts";
import { findAsset } from "../../db/repos/assets.ts";
import { findStoryOfGroup, type InboxItemRow, lockInboxItem, updateInboxItem } from "../../db/repos/inbox.ts";
import { findSource } from "../../db/repos/sources.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { linkForIn } from "../qr/link-for.ts";
import { addEditionVersionIn, parseContent } from "../stories/add-edition-version.ts";
import { createStoryIn } from "../stories/create-story.ts";
import { getProfile } from "./create-source.ts";
import { languageName } from "./language-name.ts";
import { slideOfItem } from "./slide-of-item.ts";

/**
 * Makes a slide of a fetched article: a new story, or another language or version of the story that the same article
 * became before. It airs nowhere until it is submitted and approved, and drops off by itself when the news is old.
 * Errors: `not-found`; `conflict` when the item was not fetched, was taken already or was dismissed.
 */
export async function takeInboxItem(
  ctx: ServiceContext,
  input: { inboxItemId: string },
): Promise<{ storyId: string; editionVersionId: string }> {
  requireRole(ctx, "editor");
  return withTransaction(ctx.db, async (tx) => {
    const item = await lockInboxItem(tx, input.inboxItemId);
    if (item === undefined) throw new DomainError("not-found", "error.not-found", {}, input);
    refuseUntakeable(item);
    const site = await siteOf(tx, item);
    const known = await findStoryOfGroup(tx, item.source_id, item.group_key);
    const title = item.title ?? "";
    const storyId = known?.id ?? (await createStoryIn(tx, ctx, { title, inboxItemId: item.id })).storyId;
    const editionVersionId = newId(ctx.now());
    await addEditionVersionIn(
      tx,
      ctx,
      editionVersionId,
      await contentOf(tx, ctx, item, site, storyId, editionVersionId),
    );
    await updateInboxItem(tx, item.id, { state: "taken", updated_at_ms: ctx.now() });
    const detail = { storyId, editionVersionId };
    await recordAudit(tx, ctx, { action: "take-inbox-item", noun: "inbox-item", nounId: item.id, detail });
    return { storyId, editionVersionId };
  });
}

function refuseUntakeable(item: InboxItemRow): void {
  if (item.state === "taken") throw new DomainError("conflict", "sources.already-taken");
  if (item.state === "dismissed") throw new DomainError("conflict", "sources.dismissed");
  if (item.state !== "fetched" || item.title === null) throw new DomainError("conflict", "sources.not-fetched");
}

async function siteOf(tx: Transaction, item: InboxItemRow): Promise<SourceSite> {
  const source = await findSource(tx, item.source_id);
  if (source === undefined) throw new DomainError("not-found", "error.not-found", {}, { sourceId: item.source_id });
  return bindProfile(getProfile(source.profile), source.base_url, source.media_base_url);
}

async function contentOf(
  tx: Transaction,
  ctx: ServiceContext,
  item: InboxItemRow,
  site: SourceSite,
  storyId: string,
  editionVersionId: string,
) {
  const { language, canonical_url: destinationUrl } = item;
  const title = item.title ?? "";
  const credit = item.credit ?? `Nguồn: ${site.profile.name}`;
  const fields = slideOfItem({
    title,
    summary: item.summary ?? "",
    credit,
    language,
    languageName: await languageName(tx, language),
    qrTargetUrl: await linkForIn(tx, ctx, { editionVersionId, destinationUrl, site }),
  });
  return parseContent({
    kind: "slide",
    storyId,
    language,
    title,
    templateId: "headline",
    fields,
    assetSha256: await usablePicture(tx, item),
    notAfterMs: expiryOf(item, site.profile.newsLifetimeMs, ctx.now()),
    credit,
    sourceUrl: destinationUrl,
    needsNativeCheck: site.profile.machineTranslated.includes(language),
  });
}

/** A picture the pipeline could make nothing of is left out; the text stands without it. */
async function usablePicture(tx: Transaction, item: InboxItemRow): Promise<string | null> {
  if (item.image_asset_sha256 === null) return null;
  const asset = await findAsset(tx, item.image_asset_sha256);
  return asset === undefined || asset.state === "failed" ? null : asset.sha256;
}

/**
 * News lives as long as its publisher's profile says, from its publication or, without a date, from when it was found.
 * Where that is over, an editor has chosen to show an older piece: it lives as long from now.
 */
function expiryOf(item: InboxItemRow, lifetimeMs: number, nowMs: number): number {
  const sinceMs = Math.min(item.published_at_ms ?? item.discovered_at_ms, nowMs);
  return sinceMs + lifetimeMs > nowMs ? sinceMs + lifetimeMs : nowMs + lifetimeMs;
}
