import { findPlaylist, type PlaylistRow } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";

/** The playlist's row. Errors: `not-found`; `conflict` when it is retired. */
export async function playlistInUse(tx: Transaction, playlistId: string): Promise<PlaylistRow> {
  const row = await findPlaylist(tx, playlistId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { playlistId });
  if (row.retired_at_ms !== null) throw new DomainError("conflict", "schedule.playlist-retired");
  return row;
}
