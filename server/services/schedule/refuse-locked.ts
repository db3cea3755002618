import type { ScheduledEntry, ScheduleSnapshot } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { listEntriesOfStory, listEntryRows } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { type EntryStanding, mayChange } from "./entry-rights.ts";
import { publishedSnapshot, scheduledEntry } from "./schedule-snapshot.ts";

type Asker = Pick<ServiceContext, "actor">;
type Named = EntryStanding & { readonly name: string };

/** Errors: `not-allowed`, saying at which level the entry is locked, unless the actor may change it. */
export function refuseLockedEntry(ctx: Asker, entry: Named): void {
  if (mayChange(ctx.actor, entry)) return;
  const key = entry.lock === null ? "schedule.override-entry" : (`schedule.locked-by-${entry.lock}` as const);
  throw new DomainError("not-allowed", key, { name: entry.name });
}

/** Errors: `not-allowed` unless the actor may change every entry, in use or published, that plays the playlist. */
export async function refuseLockedPlaylist(tx: Transaction, ctx: Asker, playlistId: string): Promise<void> {
  const inUse = (await listEntryRows(tx)).filter((row) => row.playlist_id === playlistId);
  const published = await publishedEntries(tx, (entry) => entry.playlistId === playlistId);
  for (const entry of [...inUse, ...published]) refuseLockedEntry(ctx, entry);
}

/** Errors: `not-allowed` unless the actor may change every entry, in use or published, whose hours are the named daypart. */
export async function refuseLockedDaypart(tx: Transaction, ctx: Asker, daypartId: string): Promise<void> {
  const isNamed = ({ hours }: ScheduledEntry) => hours.kind === "named" && hours.daypartId === daypartId;
  const inUse = (await listEntryRows(tx)).map(scheduledEntry).filter(isNamed);
  for (const entry of [...inUse, ...(await publishedEntries(tx, isNamed))]) refuseLockedEntry(ctx, entry);
}

/**
 * Errors: `not-allowed` unless the actor may change every entry, in use or published, that plays the story: taking its
 * stories away would empty an entry as surely as retiring it.
 */
export async function refuseLockedStory(tx: Transaction, ctx: Asker, storyId: string): Promise<void> {
  const entry = await findLockOnStory(tx, ctx, storyId);
  if (entry !== undefined) refuseLockedEntry(ctx, entry);
}

/** An entry, in use or published, that plays the story and is locked above the actor. */
export async function findLockOnStory(tx: Transaction, ctx: Asker, storyId: string): Promise<Named | undefined> {
  const published = await publishedEntries(tx, ({ playlistId }, { playlists }) =>
    playlists.some(({ id, storyIds }) => id === playlistId && storyIds.includes(storyId)),
  );
  const all: readonly Named[] = [...(await listEntriesOfStory(tx, storyId)), ...published];
  return all.find((entry) => !mayChange(ctx.actor, entry));
}

/** What is on the air counts until the next publication, whatever has been drafted since. */
async function publishedEntries(
  tx: Transaction,
  isMeant: (entry: ScheduledEntry, snapshot: ScheduleSnapshot) => boolean,
): Promise<ScheduledEntry[]> {
  const snapshot = await publishedSnapshot({ db: tx });
  return snapshot.entries.filter((entry) => isMeant(entry, snapshot));
}
