import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import {
  type ArchiveSpan,
  listArchivedDates,
  listSpansByKey,
  listSpansByStart,
  readSpan,
  type StartWindow,
} from "./play-archive.ts";
import type { PlayRow } from "./play-log.ts";
import { byKey, byStart, FIRST_KEY, LAST_KEY, type PlayPlace } from "./play-order.ts";

/** Which archived records belong to an answer, and how it is cut. */
export interface ArchivedAsked extends StartWindow {
  /** By start, the earliest or the latest first. */
  readonly order: "asc" | "desc";
  /** By default all. */
  readonly limit?: number;
  readonly holds?: (row: PlayRow) => boolean;
}

/**
 * What the table answered, together with what the archive holds of the same question. The table must have been asked
 * before: a record is then in one of them at least, and one that was found in both is there once.
 */
export async function withArchived<Row extends PlayPlace>(
  db: Database,
  hot: readonly Row[],
  asked: ArchivedAsked,
  rowOf: (row: PlayRow) => Row,
): Promise<Row[]> {
  const { limit = Number.MAX_SAFE_INTEGER, order } = asked;
  const window = narrowed(asked, hot.length >= limit ? hot.at(-1) : undefined);
  const found: PlayRow[] = [];
  for (const date of await listArchivedDates(db, window, order)) {
    for (const span of await listSpansByStart(db, window, date)) {
      for await (const rows of readSpan(db, span)) found.push(...rows.filter((row) => isAsked(row, window)));
    }
    // Days follow each other: what is in a later one cannot come before what was found.
    if (found.length >= limit) break;
  }
  if (found.length === 0) return [...hot];
  return mergePlays(hot, found.map(rowOf), order === "asc" ? byStart : (one, other) => byStart(other, one), limit);
}

/** Nothing past the last one of a full page is asked for. */
function narrowed(asked: ArchivedAsked, last: PlayPlace | undefined): ArchivedAsked {
  if (last === undefined) return asked;
  return asked.order === "asc"
    ? { ...asked, toMs: Math.min(asked.toMs, last.started_at_ms + 1) }
    : { ...asked, fromMs: Math.max(asked.fromMs, last.started_at_ms) };
}

function isAsked(row: PlayRow, { fromMs, toMs, holds = () => true }: ArchivedAsked): boolean {
  return row.started_at_ms >= fromMs && row.started_at_ms < toMs && holds(row);
}

/** Both together, in this order, each once; at most `limit`. */
export function mergePlays<Row extends PlayPlace>(
  hot: readonly Row[],
  archived: readonly Row[],
  order: (one: Row, other: Row) => number,
  limit = Number.MAX_SAFE_INTEGER,
): Row[] {
  const known = new Set(hot.map(nameOf));
  const all = [...hot, ...archived.filter((row) => !known.has(nameOf(row)))];
  return all.sort(order).slice(0, limit);
}

function nameOf({ player, boot, seq }: PlayPlace): string {
  return `${player} ${boot} ${seq}`;
}

/** The archived records that began in the window, some at a time, in no order. */
export async function* archivedInWindow(db: Database, window: ArchivedAsked): AsyncGenerator<PlayRow[]> {
  for (const span of await listSpansByStart(db, window)) {
    for await (const rows of readSpan(db, span)) yield rows.filter((row) => isAsked(row, window));
  }
}

/**
 * The archived records of a player from `first` to `last`, both included, in the order in which it wrote them; at most
 * `limit`.
 */
export async function archivedOfPlayer(
  db: Database,
  player: number,
  { first, last, limit }: { readonly first: PlayKey; readonly last: PlayKey; readonly limit: number },
): Promise<PlayRow[]> {
  let found: PlayRow[] = [];
  for (const span of await listSpansByKey(db, player, first, last)) {
    const end = found[limit - 1];
    if (end !== undefined && byKey(firstOf(span), end) > 0) break;
    const own: PlayRow[] = [];
    for await (const rows of readSpan(db, span)) {
      for (const row of rows) if (byKey(row, first) >= 0 && byKey(row, last) <= 0) own.push(row);
      if (own.length >= limit) break;
    }
    found = [...found, ...own].sort(byKey).slice(0, limit);
  }
  return found;
}

/** The archived record of a player just before a key, or just after it. */
export async function archivedBeside(
  db: Database,
  player: number,
  key: PlayKey,
  side: "before" | "after",
): Promise<PlayRow | undefined> {
  if (side === "after") {
    const [row] = await archivedOfPlayer(db, player, { first: { ...key, seq: key.seq + 1 }, last: LAST_KEY, limit: 1 });
    return row;
  }
  let best: PlayRow | undefined;
  const spans = await listSpansByKey(db, player, FIRST_KEY, { ...key, seq: key.seq - 1 });
  for (const span of spans.sort((one, other) => byKey(lastOf(other), lastOf(one)))) {
    if (best !== undefined && byKey(lastOf(span), best) < 0) break;
    for await (const rows of readSpan(db, span)) {
      for (const row of rows) if (byKey(row, key) < 0 && (best === undefined || byKey(row, best) > 0)) best = row;
    }
  }
  return best;
}

export function firstOf({ boot, first_seq }: ArchiveSpan): PlayKey {
  return { boot, seq: first_seq };
}

export function lastOf({ boot, last_seq }: ArchiveSpan): PlayKey {
  return { boot, seq: last_seq };
}
