import { z } from "zod";
import type { SourceRow } from "../../db/repos/sources.ts";

/** One publisher as read at one address. */
export const Source = z.object({
  id: z.uuid(),
  profile: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  mediaBaseUrl: z.string(),
  language: z.string(),
  state: z.enum(["active", "paused"]),
  health: z.enum(["unknown", "ok", "degraded", "stale", "empty", "blocked", "dead"]),
  lastPollAtMs: z.int().nullable(),
  lastOkAtMs: z.int().nullable(),
  /** For our own eyes: a code and a host, never a body. */
  lastError: z.string().nullable(),
  keywords: z.array(z.string()),
});
export type Source = z.infer<typeof Source>;

const Keywords = z.array(z.string());

/** A stored row as callers see it. */
export function sourceOf(row: SourceRow): Source {
  return {
    id: row.id,
    profile: row.profile,
    name: row.name,
    baseUrl: row.base_url,
    mediaBaseUrl: row.media_base_url,
    language: row.language,
    state: row.state,
    health: row.health,
    lastPollAtMs: row.last_poll_at_ms,
    lastOkAtMs: row.last_ok_at_ms,
    lastError: row.last_error,
    keywords: keywordsOf(row),
  };
}

/** The words a source's editors look for. */
export function keywordsOf(row: Pick<SourceRow, "keywords_json">): string[] {
  return Keywords.parse(JSON.parse(row.keywords_json));
}
