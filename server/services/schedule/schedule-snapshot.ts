import { EntryTarget } from "../../../schemas/entry-target.ts";
import { EntryTiming } from "../../../schemas/entry-timing.ts";
import { ScheduledEntry, ScheduleSnapshot } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { listDaypartRows } from "../../db/repos/dayparts.ts";
import {
  type EntryRow,
  findNewestPublished,
  listEntryRows,
  listPlaylistItems,
  listPlaylistRows,
} from "../../db/repos/schedule.ts";
import { sha256Hex } from "../../sha256.ts";
import { namedDaypart } from "./daypart-input.ts";

const StoredTiming = EntryTiming.pick({ recurrence: true, hours: true, exceptions: true });
const StoredAirtime = ScheduledEntry.pick({ claim: true, capPpm: true, spacingMs: true, order: true });

/** An entry row as a schedule holds it. */
export function scheduledEntry(row: EntryRow): ScheduledEntry {
  return {
    id: row.id,
    name: row.name,
    layer: row.layer,
    playlistId: row.playlist_id,
    target: EntryTarget.parse(JSON.parse(row.target_json)),
    fromDate: row.from_date,
    untilDate: row.until_date,
    ...StoredTiming.parse(JSON.parse(row.timing_json)),
    reviewDate: row.review_date,
    ...StoredAirtime.parse(JSON.parse(row.airtime_json)),
    lock: row.lock,
  };
}

/** The schedule as it stands now: entries in use, with the playlists and named dayparts they name, by id. Inside a transaction pass `{ db: tx }`. */
export async function snapshotNow(ctx: Pick<ServiceContext, "db">): Promise<ScheduleSnapshot> {
  const entries = (await listEntryRows(ctx.db)).map(scheduledEntry);
  const named = new Set(entries.map((entry) => entry.playlistId));
  const items = await listPlaylistItems(ctx.db);
  const playlists = (await listPlaylistRows(ctx.db))
    .filter((row) => named.has(row.id))
    .map((row) => ({
      id: row.id,
      name: row.name,
      storyIds: items.filter((item) => item.playlist_id === row.id).map((item) => item.story_id),
    }));
  const asked = new Set(entries.flatMap(({ hours }) => (hours.kind === "named" ? [hours.daypartId] : [])));
  const dayparts = (await listDaypartRows(ctx.db)).filter((row) => asked.has(row.id)).map(namedDaypart);
  return { type: "schedule", playlists, dayparts, entries };
}

/** The canonical text of a schedule and its hash. */
export function sealSnapshot(snapshot: ScheduleSnapshot): { text: string; sha256: string } {
  const text = canonicalJson(snapshot);
  return { text, sha256: sha256Hex(text) };
}

/** The schedule published last; empty before the first. */
export async function publishedSnapshot(ctx: Pick<ServiceContext, "db">): Promise<ScheduleSnapshot> {
  const row = await findNewestPublished(ctx.db);
  if (row === undefined) return { type: "schedule", playlists: [], dayparts: [], entries: [] };
  return ScheduleSnapshot.parse(JSON.parse(row.snapshot_json));
}
