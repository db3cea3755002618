import type { SitemapEntry } from "../../../content/sources/day-sitemap.ts";

/** What one day's list came to. */
export type DayReading =
  | { readonly kind: "list"; readonly entries: readonly SitemapEntry[] }
  /** There is no list under that date (404): ordinary just after midnight. */
  | { readonly kind: "absent" }
  /** We are kept out, or were given something else than the list. */
  | { readonly kind: "blocked"; readonly why: string }
  /** The site or the way to it has a fault. */
  | { readonly kind: "degraded"; readonly why: string };

export interface PollHealth {
  readonly health: "ok" | "degraded" | "stale" | "blocked";
  readonly lastError: string | null;
}

const STALE_AFTER_MS = 48 * 3_600_000;

/**
 * Judges a source by the lists of one poll. A source that gives nothing is blocked, never "empty and fine": a wall
 * that answers 200 with a page of its own looks just like it.
 */
export function judgePoll(readings: readonly DayReading[], nowMs: number): PollHealth {
  const entries = readings.flatMap((reading) => (reading.kind === "list" ? reading.entries : []));
  const blocked = readings.find((reading) => reading.kind === "blocked");
  const degraded = readings.find((reading) => reading.kind === "degraded");
  if (entries.length === 0) {
    if (blocked === undefined && degraded !== undefined) return { health: "degraded", lastError: degraded.why };
    return { health: "blocked", lastError: blocked?.why ?? "no-items" };
  }
  const trouble = blocked ?? degraded;
  if (trouble !== undefined) return { health: "degraded", lastError: trouble.why };
  const newestAtMs = Math.max(...entries.map((entry) => entry.lastModifiedAtMs ?? nowMs));
  return nowMs - newestAtMs > STALE_AFTER_MS
    ? { health: "stale", lastError: "no-new-items" }
    : { health: "ok", lastError: null };
}
