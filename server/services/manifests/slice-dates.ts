import type { Segment } from "../../../schemas/manifest.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { FrameDate } from "./compile-frame.ts";
import { cycleOf, type LaidPiece } from "./lay-timeline.ts";

/** Stands where nothing is on the air; the player shows the fallback there, in the segment's phase. */
export const BARE_LOOP_ID = "0".repeat(16);

/**
 * The laid pieces, in order and without gap, cut into the segments of each date; a piece that goes on over midnight does
 * so in phase. The loops that are used are added to `loops`, by id.
 */
export function sliceDates(
  pieces: readonly LaidPiece[],
  dates: readonly FrameDate[],
  loops: Map<string, BuiltLoop>,
): Segment[][] {
  let first = 0;
  return dates.map(({ startAtMs, endAtMs }) => {
    while ((pieces[first]?.endMs ?? endAtMs) <= startAtMs) first += 1;
    const segments: Segment[] = [];
    for (let index = first; index < pieces.length; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.startMs >= endAtMs) break;
      const fromMs = Math.max(piece.startMs, startAtMs);
      const toMs = Math.min(piece.endMs, endAtMs);
      const phaseMs = (piece.phaseMs + fromMs - piece.startMs) % cycleOf(piece.loop);
      const isBare = piece.loop.lengthMs === 0;
      if (!isBare) loops.set(piece.loop.id, piece.loop);
      segments.push([fromMs - startAtMs, toMs - startAtMs, isBare ? BARE_LOOP_ID : piece.loop.id, phaseMs]);
    }
    return segments;
  });
}
