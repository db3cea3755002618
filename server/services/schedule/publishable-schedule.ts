import type { ScheduledEntry, ScheduleSnapshot } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestPublished } from "../../db/repos/schedule.ts";
import { mayChange } from "./entry-rights.ts";
import { publishedSnapshot, sealSnapshot, snapshotNow } from "./schedule-snapshot.ts";

type Asker = Pick<ServiceContext, "db" | "actor">;

/** What publishing would bring, and what it would leave to others. */
export interface PublishableSchedule {
  readonly schedule: ScheduleSnapshot;
  /** Changes to entries that are locked above the actor: they wait for somebody of that level to publish. */
  readonly heldBack: readonly { readonly entryId: string; readonly name: string }[];
}

/**
 * The schedule that would be on the air if the actor published now: as it is drafted, but entries that are not the
 * actor's to change stay as they were published, with the playlists and named dayparts they had then. For an actor who
 * publishes nothing it is the draft. Inside a transaction pass `{ ...ctx, db: tx }`.
 */
export async function publishableSchedule(ctx: Asker): Promise<PublishableSchedule> {
  const draft = await snapshotNow(ctx);
  const mayPublish = mayChange(ctx.actor, { layer: "base", lock: null });
  const isTheirs = (entry: ScheduledEntry) => !mayChange(ctx.actor, entry);
  if (!mayPublish) return { schedule: draft, heldBack: [] };
  const published = await publishedSnapshot(ctx);
  const theirs = new Set([...draft.entries, ...published.entries].filter(isTheirs).map(({ id }) => id));
  if (theirs.size === 0) return { schedule: draft, heldBack: [] };
  const kept = published.entries.filter(({ id }) => theirs.has(id));
  const entries = [...kept, ...draft.entries.filter(({ id }) => !theirs.has(id))].sort(byId);
  const playlistIds = new Set(kept.map(({ playlistId }) => playlistId));
  const daypartIds = new Set(kept.flatMap(({ hours }) => (hours.kind === "named" ? [hours.daypartId] : [])));
  const all = {
    type: "schedule" as const,
    playlists: asPublished(draft.playlists, published.playlists, playlistIds),
    dayparts: asPublished(draft.dayparts, published.dayparts, daypartIds),
    entries,
  };
  return { schedule: named(all), heldBack: changedOf(theirs, draft, published) };
}

/** Whether publishing now would change what was published last. */
export async function hasUnpublishedChanges(ctx: Asker): Promise<boolean> {
  const published = await findNewestPublished(ctx.db);
  const { schedule } = await publishableSchedule(ctx);
  return published === undefined ? schedule.entries.length > 0 : published.sha256 !== sealSnapshot(schedule).sha256;
}

interface WithId {
  readonly id: string;
}

function byId(one: WithId, other: WithId): number {
  return one.id < other.id ? -1 : 1;
}

/** As drafted, but these as they were published. */
function asPublished<Part extends WithId>(
  draft: readonly Part[],
  published: readonly Part[],
  ids: ReadonlySet<string>,
): Part[] {
  return [...published.filter(({ id }) => ids.has(id)), ...draft.filter(({ id }) => !ids.has(id))].sort(byId);
}

/** Without playlists and dayparts that no entry names. */
function named(schedule: ScheduleSnapshot): ScheduleSnapshot {
  const playlistIds = new Set(schedule.entries.map(({ playlistId }) => playlistId));
  const daypartIds = new Set(
    schedule.entries.flatMap(({ hours }) => (hours.kind === "named" ? [hours.daypartId] : [])),
  );
  return {
    ...schedule,
    playlists: schedule.playlists.filter(({ id }) => playlistIds.has(id)),
    dayparts: schedule.dayparts.filter(({ id }) => daypartIds.has(id)),
  };
}

/** Those of the entries that are drafted otherwise than they are published, with what they play and when. */
function changedOf(ids: ReadonlySet<string>, draft: ScheduleSnapshot, published: ScheduleSnapshot) {
  const wholes = [draft, published].map((schedule) => new Map(wholeEntries(schedule, ids)));
  const names = new Map([...published.entries, ...draft.entries].map(({ id, name }) => [id, name]));
  return [...ids]
    .filter((id) => wholes[0]?.get(id) !== wholes[1]?.get(id))
    .map((entryId) => ({ entryId, name: names.get(entryId) ?? "" }));
}

function wholeEntries({ entries, playlists, dayparts }: ScheduleSnapshot, ids: ReadonlySet<string>) {
  const playlistOf = new Map(playlists.map((playlist) => [playlist.id, playlist]));
  const daypartOf = new Map(dayparts.map((daypart) => [daypart.id, daypart]));
  return entries
    .filter(({ id }) => ids.has(id))
    .map((entry): [string, string] => {
      const daypart = entry.hours.kind === "named" ? daypartOf.get(entry.hours.daypartId) : undefined;
      return [entry.id, canonicalJson([entry, playlistOf.get(entry.playlistId) ?? null, daypart ?? null])];
    });
}
