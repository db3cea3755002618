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

/** The marks of these players (at most 500 in one call); a player whose log has not begun is absent. */
export async function readProofMarks(
  ctx: ServiceContext,
  players: readonly number[],
): Promise<ReadonlyMap<number, ProofMark>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const rows = await listPlayMarks(ctx.db, players.slice(0, 500));
  return new Map(rows.map((row) => [row.player, { boot: row.boot, seq: row.seq, updatedAtMs: row.updated_at_ms }]));
}
