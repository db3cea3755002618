import type { ServiceContext } from "../../context.ts";
import { listPlayMarks } from "../../db/repos/play-marks.ts";
import { requireRole } from "../people/require-role.ts";

/** How far the play log of a player has arrived without a hole. */
export interface ProofMark {
  readonly boot: number;
  readonly seq: number;
  /** When the mark last moved. */
  readonly updatedAtMs: number;
}

/** The marks of these players; a player whose log has not begun is absent. */
export async function readProofMarks(
  ctx: ServiceContext,
  players: readonly number[],
): Promise<ReadonlyMap<number, ProofMark>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const marks = new Map<number, ProofMark>();
  for (let from = 0; from < players.length; from += 500) {
    for (const row of await listPlayMarks(ctx.db, players.slice(from, from + 500))) {
      marks.set(row.player, { boot: row.boot, seq: row.seq, updatedAtMs: row.updated_at_ms });
    }
  }
  return marks;
}
