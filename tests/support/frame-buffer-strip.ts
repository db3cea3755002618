import { STRIP } from "./frame-buffer-code.ts";

/** How bright the middle of each cell is, from one row of pixels of four bytes each; written into `levels`. */
export function levelsIn(row: Buffer, levels: Uint8Array): Uint8Array {
  for (let cell = 0; cell < STRIP.cells; cell += 1) {
    const at = (cell * STRIP.cellPx + STRIP.cellPx / 2) * 4;
    levels[cell] = ((row[at] ?? 0) + (row[at + 1] ?? 0) + (row[at + 2] ?? 0)) / 3;
  }
  return levels;
}
