import type { SitemapEntry } from "../../../content/sources/day-sitemap.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import {
  type InboxItemRow,
  insertInboxItemsIfNew,
  listGoneTakenItems,
  listInboxItemsAt,
  updateInboxItem,
} from "../../db/repos/inbox.ts";
import { forgetSourceDocuments, saveSourceDocument, updateSourceHealth } from "../../db/repos/sources.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { matchesKeywords } from "./keyword-rule.ts";
import { newInboxRow } from "./new-inbox-row.ts";
import { judgePoll, type PollHealth } from "./poll-health.ts";
import { type DayList, readDayList } from "./read-day-list.ts";
import { refreshItem } from "./refresh-item.ts";
import { type SourceSession, withSourceSession } from "./source-session.ts";
import { keywordsOf } from "./source-view.ts";

export interface PollResult extends PollHealth {
  /** New in the inbox. */
  readonly discovered: number;
  /** Known, and changed at the source since. */
  readonly edited: number;
  /** Known, and no longer in its day's list. */
  readonly removed: number;
}

/** Items already taken that one poll looks at again. */
const MAX_REVIEWS = 20;
const DOCUMENT_AGE_MS = 4 * 24 * 3_600_000;

/**
 * Reads the lists of today and yesterday in the publisher's zone and brings the inbox up to date. Repeating it changes
 * nothing. What keeps it from its source is in `health`, not an exception. What was taken and has changed or gone there
 * is looked at again. Errors: `not-found`, `conflict` when the source is paused.
 */
export async function pollSource(ctx: ServiceContext, input: { sourceId: string }): Promise<PollResult> {
  requireRole(ctx, "editor");
  return withSourceSession(ctx, input.sourceId, async (session) => {
    if (session.source.state === "paused") throw new DomainError("conflict", "sources.paused");
    const today = civilAt(ctx.now(), session.site.profile.timeZone).date;
    const lists: DayList[] = [];
    for (const date of [addDays(today, -1), today]) lists.push(await readDayList(ctx, session, date));
    const health = judgePoll(
      lists.map(({ reading }) => reading),
      ctx.now(),
    );
    const merged = await withTransaction(ctx.db, (tx) => storePoll(tx, ctx, session, lists, health));
    for (const { item, lastModifiedAtMs } of await reviewsOf(ctx, session, merged.taken)) {
      await refreshItem(ctx, session, item, lastModifiedAtMs);
    }
    return { ...health, discovered: merged.discovered, edited: merged.edited, removed: merged.removed };
  });
}

interface Review {
  readonly item: InboxItemRow;
  readonly lastModifiedAtMs: number | null;
}

interface Merged {
  readonly discovered: number;
  readonly edited: number;
  readonly removed: number;
  readonly taken: readonly Review[];
}

async function storePoll(
  tx: Transaction,
  ctx: ServiceContext,
  session: SourceSession,
  lists: readonly DayList[],
  health: PollHealth,
): Promise<Merged> {
  const nowMs = ctx.now();
  const { source } = session;
  const entries = lists.flatMap(({ reading }) => (reading.kind === "list" ? reading.entries : []));
  const listed = new Set(entries.map(({ url }) => url));
  const removedUrls = lists.flatMap(({ removed }) => removed.map(({ url }) => url)).filter((url) => !listed.has(url));
  const { discovered, edited } = await mergeEntries(tx, ctx, session, entries);
  const removed = await listInboxItemsAt(tx, source.id, removedUrls);
  for (const item of removed) await noteRemoved(tx, item, nowMs);
  for (const { document } of lists) if (document !== null) await saveSourceDocument(tx, document);
  await forgetSourceDocuments(tx, source.id, nowMs - DOCUMENT_AGE_MS);
  await updateSourceHealth(tx, source.id, {
    health: health.health,
    last_error: health.lastError,
    last_poll_at_ms: nowMs,
    ...(health.health === "ok" ? { last_ok_at_ms: nowMs } : {}),
  });
  const detail = { health: health.health, discovered, edited: edited.length, removed: removed.length };
  const isWorthALine = ctx.actor.kind === "person" || health.health !== source.health || discovered + edited.length > 0;
  if (isWorthALine) await recordAudit(tx, ctx, { action: "poll-source", noun: "source", nounId: source.id, detail });
  const taken = edited.filter(({ item }) => item.state === "taken");
  return { discovered, edited: edited.length, removed: removed.length, taken };
}

async function mergeEntries(
  tx: Transaction,
  ctx: ServiceContext,
  session: SourceSession,
  entries: readonly SitemapEntry[],
): Promise<{ discovered: number; edited: Review[] }> {
  const { source } = session;
  const keywords = keywordsOf(source);
  const byUrl = new Map(entries.map((entry) => [entry.url, entry]));
  const known = await listInboxItemsAt(tx, source.id, [...byUrl.keys()]);
  const edited: Review[] = [];
  for (const item of known) {
    const lastModifiedAtMs = byUrl.get(item.canonical_url)?.lastModifiedAtMs ?? null;
    byUrl.delete(item.canonical_url);
    if (lastModifiedAtMs === null || lastModifiedAtMs <= (item.last_modified_at_ms ?? 0)) continue;
    if (item.last_modified_at_ms !== null) edited.push({ item, lastModifiedAtMs });
    await noteEdited(tx, item, lastModifiedAtMs, ctx.now());
  }
  const wanted = [...byUrl.values()].filter(({ groupKey }) => matchesKeywords(groupKey, keywords));
  const rows = wanted.map((entry) => newInboxRow({ sourceId: source.id, ...entry, nowMs: ctx.now() }));
  return { discovered: await insertInboxItemsIfNew(tx, rows), edited };
}

/** A copy that is out of date must be fetched again. What was taken keeps its old date until that has happened. */
async function noteEdited(tx: Transaction, item: InboxItemRow, lastModifiedAtMs: number, nowMs: number): Promise<void> {
  if (item.state === "taken" && item.last_modified_at_ms !== null) return;
  const state = item.state === "fetched" || item.state === "failed" ? "discovered" : item.state;
  await updateInboxItem(tx, item.id, { state, last_modified_at_ms: lastModifiedAtMs, updated_at_ms: nowMs });
}

/** Leaving the list is the first of the two signs that an article is gone; the page must confirm it. */
async function noteRemoved(tx: Transaction, item: InboxItemRow, nowMs: number): Promise<void> {
  if (item.state === "dismissed") return;
  const state = item.state === "fetched" ? "discovered" : item.state;
  await updateInboxItem(tx, item.id, { state, gone_since_ms: item.gone_since_ms ?? nowMs, updated_at_ms: nowMs });
}

/** What must be looked at again: taken items that were edited, and those that seemed gone. */
async function reviewsOf(ctx: ServiceContext, session: SourceSession, edited: readonly Review[]): Promise<Review[]> {
  const gone = await listGoneTakenItems(ctx.db, session.source.id, MAX_REVIEWS);
  const reviews = new Map<string, Review>(edited.map((review) => [review.item.id, review]));
  for (const item of gone) {
    const lastModifiedAtMs = reviews.get(item.id)?.lastModifiedAtMs ?? item.last_modified_at_ms;
    reviews.set(item.id, { item, lastModifiedAtMs });
  }
  return [...reviews.values()].slice(0, MAX_REVIEWS);
}
