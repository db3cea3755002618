import { cellsOf, codeOf } from "../../../tests/support/frame-buffer-code.ts";
import type { PlannedItem } from "./showings.ts";

const FRAME_MS = 1_000 / 30;
const FRAMES = 9;
/** In no cycle: says that all has been shown. */
const LAST_ITEM = 9;

/** The faults made on purpose, each at one seam of a turn. */
export const FAULT_MS = { black: 100, overheld: 67, stale: 50, unreadable: 80 } as const;

/** What stands on the glass, and for how long. */
export type FaultStep = readonly [cells: readonly boolean[] | "black" | "grey", forMs: number];

export const FAULT_CYCLE: readonly PlannedItem[] = [1, 2, 3, 4, 5].map((item) => ({
  item,
  durationMs: FRAMES * FRAME_MS,
  frames: FRAMES,
}));

/** On the glass when all faults have been shown. */
export const LAST_CODE = codeOf(LAST_ITEM, 0);

/**
 * `turns` turns of five clips. Seam 1→2 is clean, 2→3 black, 3→4 has its last frame overheld, 4→5 a frame of item 4 after 5
 * has begun, 5→1 half a picture.
 */
export function faultSteps(turns: number): FaultStep[] {
  const frames = (item: number, from = 0, lastForMs = FRAME_MS): FaultStep[] =>
    Array.from({ length: FRAMES - from }, (_, index) => {
      const frame = from + index;
      return [cellsOf(item, frame), frame === FRAMES - 1 ? lastForMs : FRAME_MS];
    });
  const turn: FaultStep[] = [
    ...frames(1),
    ...frames(2),
    ["black", FAULT_MS.black],
    ...frames(3, 0, FRAME_MS + FAULT_MS.overheld),
    ...frames(4),
    [cellsOf(5, 0), FRAME_MS],
    [cellsOf(4, FRAMES - 1), FAULT_MS.stale],
    ...frames(5, 1),
    ["grey", FAULT_MS.unreadable],
  ];
  const all = Array.from({ length: turns }, () => turn).flat();
  return [...all, ...frames(1), ...frames(2), [cellsOf(LAST_ITEM, 0), 0]];
}
