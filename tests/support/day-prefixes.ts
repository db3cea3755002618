import { slotAt } from "../../schemas/rules/slot-at.ts";
import type { PlannedPiece, ScreenPlan } from "../../server/services/manifests/screen-plan.ts";

const WHOLE_PPM = 1_000_000;

/** How far the airtime of one member of a family may be from its target, over the day so far. */
export interface WorstPrefix {
  /** `entry …` or `language …`. */
  readonly name: string;
  readonly atMs: number;
  /** In longest items of the day. */
  readonly off: number;
}

/**
 * The worst prefix of `[fromMs, toMs)`, asked of the manifest by `slotAt` item by item: airtime against what the loops
 * on the glass promise, for each entry and each language. The time of a section is its own entry's and that of the
 * locked shares within it; what a locked entry is paid before a loop goes on is that entry's own. Neither is a language's.
 */
export function worstPrefix(plan: ScreenPlan, fromMs: number, toMs: number): WorstPrefix {
  const pieces = plan.piecesBetween(fromMs, toMs);
  const longestMs = Math.max(...pieces.map(({ loop }) => loop.certificate.longestItemMs));
  const offs = new Map<string, number>();
  let worst: WorstPrefix = { name: "", atMs: fromMs, off: 0 };
  const add = (name: string, ms: number) => offs.set(name, (offs.get(name) ?? 0) + ms);
  for (const piece of pieces) {
    const isLoop = isWholeLoop(piece, pieces);
    const target = targetOf(piece, isLoop);
    const endMs = Math.min(piece.endsAtMs, toMs);
    for (let atMs = Math.max(piece.startsAtMs, fromMs); atMs < endMs; ) {
      const answer = slotAt(plan.manifest, atMs);
      const untilMs = Math.min(answer.endsAtMs, endMs);
      for (const [name, ppm] of target) add(name, (-ppm * (untilMs - atMs)) / WHOLE_PPM);
      if (answer.kind === "item") {
        add(`entry ${answer.entryId}`, untilMs - atMs);
        if (isLoop) add(`language ${answer.item.language}`, untilMs - atMs);
      }
      atMs = untilMs;
      for (const [name, offMs] of offs) {
        if (Math.abs(offMs) / longestMs > worst.off) worst = { name, atMs, off: Math.abs(offMs) / longestMs };
      }
    }
  }
  return worst;
}

/** False for a section, and for the one item that a locked entry is paid. */
function isWholeLoop(piece: PlannedPiece, pieces: readonly PlannedPiece[]): boolean {
  return (
    piece.section === null &&
    pieces.every(
      ({ section, fromMs, toMs, loop }) =>
        section !== null || fromMs !== piece.fromMs || toMs !== piece.toMs || loop.lengthMs <= piece.loop.lengthMs,
    )
  );
}

/** What plays in a piece promises this. */
function targetOf({ loop }: PlannedPiece, isLoop: boolean): [name: string, ppm: number][] {
  const { entries, languages } = loop.certificate;
  return [
    ...entries.map(({ name, heldPpm }): [string, number] => [`entry ${name}`, heldPpm]),
    ...(isLoop ? languages.map(({ name, heldPpm }): [string, number] => [`language ${name}`, heldPpm]) : []),
  ];
}
