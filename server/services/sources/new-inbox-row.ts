import type { InboxItemRow } from "../../db/repos/inbox.ts";
import { newId } from "../../new-id.ts";

/** The row of an article of which only the address is known yet. */
export function newInboxRow(found: {
  sourceId: string;
  url: string;
  groupKey: string;
  language: string;
  lastModifiedAtMs: number | null;
  nowMs: number;
}): InboxItemRow {
  return {
    id: newId(found.nowMs),
    source_id: found.sourceId,
    canonical_url: found.url,
    group_key: found.groupKey,
    language: found.language,
    state: "discovered",
    title: null,
    summary: null,
    credit: null,
    origin_url: null,
    image_url: null,
    image_asset_sha256: null,
    published_at_ms: null,
    last_modified_at_ms: found.lastModifiedAtMs,
    text_sha256: null,
    failure_text: null,
    gone_since_ms: null,
    discovered_at_ms: found.nowMs,
    updated_at_ms: found.nowMs,
  };
}
