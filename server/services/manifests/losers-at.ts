import { spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { CompileInput } from "./compile-input.ts";
import type { CompiledView } from "./compiled-view.ts";
import type { LaidPiece } from "./lay-timeline.ts";
import type { PlannedEntry } from "./planned-entries.ts";
import type { LossReason, PlannedLoser } from "./screen-plan.ts";
import { pieceAt } from "./timeline.ts";
import { placeTime } from "./view-timeline.ts";

/** Why each entry of a view that is not among `onAir` is not on the air at an instant of a piece. */
export function losersAt(
  compiled: CompiledView,
  input: CompileInput,
  piece: LaidPiece,
  onAir: ReadonlySet<string>,
  atMs: number,
): PlannedLoser[] {
  return compiled.view.planned
    .filter(({ entry }) => !onAir.has(entry.id))
    .map((planned) => ({
      entryId: planned.entry.id,
      layer: planned.entry.layer,
      reason: reasonOf(compiled, input, piece, planned, atMs),
    }));
}

function reasonOf(
  compiled: CompiledView,
  input: CompileInput,
  piece: LaidPiece,
  planned: PlannedEntry,
  atMs: number,
): LossReason {
  const { entry, candidates } = planned;
  const { swept } = compiled;
  const set = pieceAt(swept.pieces, atMs)?.set ?? piece.run.set;
  if (set.open.some((active) => active.planned.entry.id === entry.id)) {
    const covered = set.airtime.covered.find(({ entryId }) => entryId === entry.id);
    if (covered !== undefined) return { kind: "covered", byEntryId: covered.byEntryId, byLayer: covered.byLayer };
    if (piece.pin !== null) return { kind: "covered", byEntryId: piece.pin.planned.entry.id, byLayer: "campaign" };
    return { kind: "does-not-fit" };
  }
  const date = civilAt(atMs, swept.frame.timeZone).date;
  if (date < entry.fromDate) return { kind: "not-begun", fromDate: entry.fromDate };
  const place = placeTime(compiled.view, swept.frame, input);
  const isOpen = [addDays(date, -1), date].some((day) =>
    spansOnDate(entry, place, day).some(([startMs, endMs]) => startMs <= atMs && atMs < endMs),
  );
  if (entry.untilDate !== null && date > entry.untilDate && !isOpen)
    return { kind: "ended", untilDate: entry.untilDate };
  if (candidates.length === 0) return isOpen ? { kind: "nothing-valid" } : { kind: "not-open" };
  if (entry.claim?.kind === "pinned") {
    const next = swept.pins.find((pin) => pin.planned.entry.id === entry.id && pin.atMs > atMs);
    return { kind: "waits", nextAtMs: next?.atMs ?? null };
  }
  return isOpen ? { kind: "nothing-valid" } : { kind: "not-open" };
}
