import type { Generated } from "kysely";

/** Where stories come from, and what waits to be taken. */
export interface SourceTables {
  sources: {
    id: string;
    profile: string;
    name: string;
    base_url: string;
    media_base_url: string;
    language: string;
    state: "active" | "paused";
    health: "unknown" | "ok" | "degraded" | "stale" | "empty" | "blocked" | "dead";
    last_poll_at_ms: number | null;
    last_ok_at_ms: number | null;
    last_error: string | null;
    /** Parts of a slug, any of which lets an article into the inbox; empty: every article. */
    keywords_json: Generated<string>;
    created_at_ms: number;
  };
  /** The newest answer of robots.txt and of each day's list, so that an unchanged one is not transferred again. */
  source_documents: {
    source_id: string;
    url: string;
    /** HTTP status, or `unreachable`. */
    answer: string;
    /** Last text really received. */
    body: string | null;
    etag: string | null;
    last_modified: string | null;
    fetched_at_ms: number;
  };
  inbox_items: {
    id: string;
    source_id: string;
    canonical_url: string;
    /** Same on every language of one article. */
    group_key: string;
    language: string;
    state: "discovered" | "fetched" | "taken" | "dismissed" | "failed";
    title: string | null;
    summary: string | null;
    credit: string | null;
    origin_url: string | null;
    image_url: string | null;
    image_asset_sha256: string | null;
    published_at_ms: number | null;
    last_modified_at_ms: number | null;
    text_sha256: string | null;
    /** Code of `services/sources/inbox-failure.ts`; null when all is well. */
    failure_text: string | null;
    /** First of the looks at which the article was gone from its source; null while it is there. */
    gone_since_ms: Generated<number | null>;
    discovered_at_ms: number;
    updated_at_ms: number;
  };
}
