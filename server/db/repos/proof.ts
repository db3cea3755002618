import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { readByScreen } from "../read-by-screen.ts";
import { withArchived } from "./archived-plays.ts";
import { hotInWindow } from "./hot-plays.ts";
import type { PlayRow } from "./play-log.ts";

/** No showing is longer. */
const LONGEST_SHOWING_MS = 86_400_000;

/** Records of a screen whose showing holds the instant, or began last before it; newest first, at most `limit`. */
export async function listPlaysBefore(db: Database, screenId: string, atMs: number, limit: number): Promise<PlayRow[]> {
  const window = { screenIds: [screenId], fromMs: atMs - LONGEST_SHOWING_MS + 1, toMs: atMs + 1 };
  const asked = { ...window, order: "desc" as const, limit };
  return withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
}

/** The next records of a screen after the instant, oldest first. */
export async function listPlaysAfter(db: Database, screenId: string, atMs: number, limit: number): Promise<PlayRow[]> {
  const window = { screenIds: [screenId], fromMs: atMs + 1, toMs: Number.MAX_SAFE_INTEGER };
  const asked = { ...window, order: "asc" as const, limit };
  return withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
}

/** Airtime of a screen in one hour. */
export type HourlyAirtime = readonly [hourAtMs: number, provenMs: number, shownMs: number];

/** Airtime in each hour of `[fromMs, toMs)`, screen by screen: what completed on a lit panel, and all of it. */
export function readHourlyAirtime(db: Database, fromMs: number, toMs: number) {
  const proven = sql`case when outcome = 'completed' and panel = 'on' then airtime_ms else 0 end`;
  return readByScreen<HourlyAirtime>(
    db,
    ["hour_at_ms", "proven_ms", "shown_ms"],
    sql`select screen_id, hour_at_ms, cast(sum(${proven}) as bigint) as proven_ms,
      cast(sum(airtime_ms) as bigint) as shown_ms from play_totals
      where hour_at_ms >= ${fromMs} and hour_at_ms < ${toMs} group by screen_id, hour_at_ms`,
  );
}

/** What an entry is called and how it stands, in use or retired. */
export function findEntryName(
  db: Database,
  entryId: string,
): Promise<{ name: string; layer: string; lock: string | null } | undefined> {
  return db
    .selectFrom("schedule_entries")
    .select(["name", "layer", "lock"])
    .where("id", "=", entryId)
    .executeTakeFirst();
}
