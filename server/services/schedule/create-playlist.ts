import { z } from "zod";
import { humanText } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { insertPlaylist } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";

/** What a playlist may be called. */
export const PlaylistName = humanText(120).pipe(z.string().min(1));

/** Makes an empty playlist. */
export async function createPlaylist(ctx: ServiceContext, input: { name: string }): Promise<{ playlistId: string }> {
  requireRole(ctx, "editor");
  const atMs = ctx.now();
  const playlistId = newId(atMs);
  const name = PlaylistName.parse(input.name);
  await withTransaction(ctx.db, async (tx) => {
    await insertPlaylist(tx, {
      id: playlistId,
      name,
      created_by: personIdOrNull(ctx),
      created_at_ms: atMs,
      updated_at_ms: atMs,
      retired_at_ms: null,
    });
    await recordAudit(tx, ctx, { action: "create-playlist", noun: "playlist", nounId: playlistId, detail: { name } });
  });
  return { playlistId };
}
