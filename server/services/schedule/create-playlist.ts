import { z } from "zod";
import { humanText } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { insertPlaylist } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";

/** What a playlist may be called. */
export const PlaylistName = humanText(120).pipe(z.string().min(1));

/** Makes an empty playlist. */
export async function createPlaylist(ctx: ServiceContext, input: { name: string }): Promise<{ playlistId: string }> {
  requireRole(ctx, "editor");
  const name = PlaylistName.parse(input.name);
  return withTransaction(ctx.db, (tx) => createPlaylistIn(tx, ctx, name));
}

/** Makes an empty playlist in the caller's transaction; the caller checks rights and name. */
export async function createPlaylistIn(
  tx: Transaction,
  ctx: ServiceContext,
  name: string,
): Promise<{ playlistId: string }> {
  const atMs = ctx.now();
  const playlistId = newId(atMs);
  await insertPlaylist(tx, {
    id: playlistId,
    name,
    created_by: personIdOrNull(ctx),
    created_at_ms: atMs,
    updated_at_ms: atMs,
    retired_at_ms: null,
  });
  await recordAudit(tx, ctx, { action: "create-playlist", noun: "playlist", nounId: playlistId, detail: { name } });
  return { playlistId };
}
