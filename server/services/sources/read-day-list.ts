import { diffDaySitemaps, readDaySitemap, type SitemapEntry } from "../../../content/sources/day-sitemap.ts";
import { FetchFailure } from "../../../content/sources/net/fetch-failure.ts";
import type { Fetched } from "../../../content/sources/net/guarded-fetcher.ts";
import { daySitemapAddress } from "../../../content/sources/source-site.ts";
import { decodeText } from "../../../content/sources/text/decode-text.ts";
import type { ServiceContext } from "../../context.ts";
import { findSourceDocument, type SourceDocumentRow } from "../../db/repos/sources.ts";
import type { DayReading } from "./poll-health.ts";
import type { SourceSession } from "./source-session.ts";

const LIST_LIMITS = { limitBytes: 8 * 1_048_576, deadlineMs: 15_000 };

export interface DayList {
  readonly reading: DayReading;
  /** In the list at the last poll and not now. */
  readonly removed: readonly SitemapEntry[];
  /** To be stored with what the list changes; null when nothing was received. */
  readonly document: SourceDocumentRow | null;
}

/** Reads the list of one civil date, transferring it only when it changed. Trouble is an answer, not an exception. */
export async function readDayList(ctx: ServiceContext, session: SourceSession, date: string): Promise<DayList> {
  const url = daySitemapAddress(session.site, date);
  const verdict = await session.mayFetch(url);
  if (verdict.kind === "disallowed") return trouble({ kind: "blocked", why: "robots" });
  if (verdict.kind === "wait") return trouble({ kind: "degraded", why: "robots-unanswered" });
  const known = await findSourceDocument(ctx.db, session.source.id, url);
  try {
    const validators = known?.body == null ? undefined : { etag: known.etag, lastModified: known.last_modified };
    const fetched = await session.fetcher.fetch(url, LIST_LIMITS, validators);
    return judgeAnswer(ctx, session, url, fetched, known);
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    const kind = error.code === "refused-url" || error.code === "not-public" ? "blocked" : "degraded";
    return trouble({ kind, why: error.message });
  }
}

function judgeAnswer(
  ctx: ServiceContext,
  session: SourceSession,
  url: string,
  fetched: Fetched,
  known: SourceDocumentRow | undefined,
): DayList {
  const { status } = fetched;
  if (status === 304 && known?.body != null) {
    const document = { ...known, fetched_at_ms: ctx.now() };
    return { reading: listIn(session, known.body, ctx.now()), removed: [], document };
  }
  if (status === 404 || status === 410) return trouble({ kind: "absent" });
  if (status === 429 || status >= 500) return trouble({ kind: "degraded", why: `http-${status}` });
  if (status !== 200) return trouble({ kind: "blocked", why: `http-${status}` });
  const body = decodeText(fetched.body, fetched.contentType);
  const reading = listIn(session, body, ctx.now());
  if (reading.kind !== "list") return trouble(reading);
  const before = known?.body == null ? undefined : listIn(session, known.body, ctx.now());
  const removed = before?.kind === "list" ? diffDaySitemaps(before.entries, reading.entries).removed : [];
  const document = {
    source_id: session.source.id,
    url,
    answer: String(status),
    body,
    etag: fetched.validators.etag,
    last_modified: fetched.validators.lastModified,
    fetched_at_ms: ctx.now(),
  };
  return { reading, removed, document };
}

function listIn(session: SourceSession, body: string, nowMs: number): DayReading {
  const reading = readDaySitemap(session.site, body, nowMs);
  return reading.kind === "sitemap"
    ? { kind: "list", entries: reading.entries }
    : { kind: "blocked", why: "not-a-sitemap" };
}

function trouble(reading: DayReading): DayList {
  return { reading, removed: [], document: null };
}
