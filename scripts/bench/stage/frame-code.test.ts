import fc from "fast-check";
import { expect, test } from "vitest";
import {
  BLACK,
  cellsOf,
  codeOf,
  FRAME_LIMIT,
  ITEM_LIMIT,
  readStrip,
  STRIP,
  UNKNOWN,
} from "../../../tests/support/frame-buffer-code.ts";

const anyItem = fc.nat(ITEM_LIMIT - 1);
const anyFrame = fc.nat(FRAME_LIMIT - 1);
/** What encoding and scaling leave of black and white. */
const anyNoise = fc.array(fc.nat(50), { minLength: STRIP.cells, maxLength: STRIP.cells });
const levelsOf = (cells: readonly boolean[], noise: readonly number[]): number[] =>
  cells.map((white, index) => (white ? 255 - (noise[index] ?? 0) : (noise[index] ?? 0)));

test("every code is read back through noise, and never as another when one or two cells are wrong", () => {
  fc.assert(
    fc.property(
      anyItem,
      anyFrame,
      anyNoise,
      fc.nat(STRIP.cells - 1),
      fc.nat(STRIP.cells - 1),
      (item, frame, noise, at, and) => {
        const cells = cellsOf(item, frame);
        expect(readStrip(levelsOf(cells, noise), [])).toBe(codeOf(item, frame));
        const broken = cells.map((white, index) => (index === at || index === and ? !white : white));
        expect(readStrip(levelsOf(broken, noise), [])).toBe(UNKNOWN);
      },
    ),
  );
});

test("black, a slate and a half faded code are no code; a known still is known within its tolerance only", () => {
  const flat = (level: number): number[] => Array.from({ length: STRIP.cells }, () => level);
  expect(readStrip(flat(0), [])).toBe(BLACK);
  expect(readStrip(flat(35), [])).toBe(UNKNOWN);
  expect(readStrip(flat(255), [])).toBe(UNKNOWN);
  const faded = levelsOf(cellsOf(1, 2), flat(0)).map((level) => level * 0.5);
  expect(readStrip(faded, [])).toBe(UNKNOWN);
  const stills = [{ item: 7, levels: flat(100) }];
  expect(readStrip(flat(104), stills)).toBe(codeOf(7, 0));
  expect(readStrip([...flat(100).slice(1), 140], stills)).toBe(UNKNOWN);
});
