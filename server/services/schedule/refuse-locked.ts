import type { ServiceContext } from "../../context.ts";
import { listEntriesOfStory, listEntryRows } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { type EntryStanding, mayChange } from "./entry-rights.ts";
import { scheduledEntry } from "./schedule-snapshot.ts";

type Asker = Pick<ServiceContext, "actor">;

/** Errors: `not-allowed`, saying at which level the entry is locked, unless the actor may change it. */
export function refuseLockedEntry(ctx: Asker, entry: EntryStanding & { readonly name: string }): void {
  if (mayChange(ctx.actor, entry)) return;
  const key = entry.lock === null ? "schedule.override-entry" : (`schedule.locked-by-${entry.lock}` as const);
  throw new DomainError("not-allowed", key, { name: entry.name });
}

/** Errors: `not-allowed` unless the actor may change every entry in use that plays the playlist. */
export async function refuseLockedPlaylist(tx: Transaction, ctx: Asker, playlistId: string): Promise<void> {
  for (const entry of await listEntryRows(tx)) {
    if (entry.playlist_id === playlistId) refuseLockedEntry(ctx, entry);
  }
}

/** Errors: `not-allowed` unless the actor may change every entry in use whose hours are the named daypart. */
export async function refuseLockedDaypart(tx: Transaction, ctx: Asker, daypartId: string): Promise<void> {
  for (const entry of await listEntryRows(tx)) {
    const { hours } = scheduledEntry(entry);
    if (hours.kind === "named" && hours.daypartId === daypartId) refuseLockedEntry(ctx, entry);
  }
}

/**
 * Errors: `not-allowed` unless the actor may change every entry in use that plays the story: taking its stories away
 * would empty an entry as surely as retiring it.
 */
export async function refuseLockedStory(tx: Transaction, ctx: Asker, storyId: string): Promise<void> {
  for (const entry of await listEntriesOfStory(tx, storyId)) refuseLockedEntry(ctx, entry);
}
