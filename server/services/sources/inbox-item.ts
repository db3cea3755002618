import { z } from "zod";
import type { InboxItemRow } from "../../db/repos/inbox.ts";
import { INBOX_FAILURES } from "./inbox-failure.ts";

export const InboxState = z.enum(["discovered", "fetched", "taken", "dismissed", "failed"]);

/** One article in one language, as found at a source. */
export const InboxItem = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  canonicalUrl: z.string(),
  groupKey: z.string(),
  language: z.string(),
  state: InboxState,
  title: z.string().nullable(),
  summary: z.string().nullable(),
  /** As it will stand on the glass. */
  credit: z.string().nullable(),
  originUrl: z.string().nullable(),
  imageUrl: z.string().nullable(),
  imageAssetSha256: z.string().nullable(),
  publishedAtMs: z.int().nullable(),
  lastModifiedAtMs: z.int().nullable(),
  failure: z.enum(INBOX_FAILURES).nullable(),
  goneSinceMs: z.int().nullable(),
  discoveredAtMs: z.int(),
  updatedAtMs: z.int(),
});
export type InboxItem = z.infer<typeof InboxItem>;

/** A stored row as callers see it. */
export function inboxItemOf(row: InboxItemRow): InboxItem {
  return {
    id: row.id,
    sourceId: row.source_id,
    canonicalUrl: row.canonical_url,
    groupKey: row.group_key,
    language: row.language,
    state: row.state,
    title: row.title,
    summary: row.summary,
    credit: row.credit,
    originUrl: row.origin_url,
    imageUrl: row.image_url,
    imageAssetSha256: row.image_asset_sha256,
    publishedAtMs: row.published_at_ms,
    lastModifiedAtMs: row.last_modified_at_ms,
    failure: z.enum(INBOX_FAILURES).nullable().parse(row.failure_text),
    goneSinceMs: row.gone_since_ms,
    discoveredAtMs: row.discovered_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}
