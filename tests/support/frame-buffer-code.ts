/** The glass that is measured. */
export const GLASS = { widthPx: 1920, heightPx: 1080 } as const;

/** Where a clip, a picture or a page carries its code: a row of equal cells through the middle of the glass. */
export const STRIP = { leftPx: 192, topPx: 476, cellPx: 64, heightPx: 128, cells: 24 } as const;

/** Items are told apart by numbers below this. */
export const ITEM_LIMIT = 64;
/** Frames of one item are numbered from 0 up to, not including, this. */
export const FRAME_LIMIT = 256;

/** Every cell is black: nothing is on the glass. */
export const BLACK = -1;
/** There is a picture, but no code that can be read: a slate, a fade, half a picture. */
export const UNKNOWN = -2;

const ITEM_BITS = 6;
const FRAME_BITS = 8;
const CHECK_BITS = 6;
const DARK = 70;
const LIGHT = 185;
/** Our slate's darkest stone is at 27. */
const BLACK_BELOW = 16;
/** Two drawings of one still differ by less than this in every cell. */
const STILL_TOLERANCE = 10;

/** A still without a code of its own, known by how bright the middle of each cell is. */
export interface KnownStill {
  readonly item: number;
  readonly levels: readonly number[];
}

/** One number for item and frame; a still is always at frame 0. */
export function codeOf(item: number, frame: number): number {
  if (!isWithin(item, ITEM_LIMIT) || !isWithin(frame, FRAME_LIMIT)) throw new RangeError(`No code ${item}/${frame}.`);
  return item * FRAME_LIMIT + frame;
}

export const itemOf = (code: number): number => Math.floor(code / FRAME_LIMIT);
export const frameOf = (code: number): number => code % FRAME_LIMIT;

/** The cells from left to right, true for white: a fixed edge, item, frame, six check bits, a fixed edge. */
export function cellsOf(item: number, frame: number): boolean[] {
  const code = codeOf(item, frame);
  return [true, false, ...bits(code, ITEM_BITS + FRAME_BITS), ...bits(checkOf(code), CHECK_BITS), false, true];
}

/** Reads a strip from the brightness (0 to 255) in the middle of each cell: a code, `BLACK` or `UNKNOWN`. */
export function readStrip(levels: ArrayLike<number>, stills: readonly KnownStill[]): number {
  let brightest = 0;
  let code = 0;
  let isClear = true;
  for (let cell = 0; cell < STRIP.cells; cell += 1) {
    const level = levels[cell] ?? 0;
    brightest = Math.max(brightest, level);
    if (level > DARK && level < LIGHT) isClear = false;
    code = code * 2 + (level >= LIGHT ? 1 : 0);
  }
  if (brightest < BLACK_BELOW) return BLACK;
  const value = isClear ? codeIn(code) : undefined;
  if (value !== undefined) return value;
  const still = stills.find((known) =>
    known.levels.every((level, cell) => Math.abs(level - (levels[cell] ?? 0)) <= STILL_TOLERANCE),
  );
  return still === undefined ? UNKNOWN : codeOf(still.item, 0);
}

/** The code within all cells read as one number, or `undefined` when an edge or a check bit is wrong. */
function codeIn(cells: number): number | undefined {
  const inner = Math.floor(cells / 4) % 2 ** (ITEM_BITS + FRAME_BITS + CHECK_BITS);
  const hasEdges = cells >> (STRIP.cells - 2) === 0b10 && (cells & 0b11) === 0b01;
  const code = inner >> CHECK_BITS;
  return hasEdges && (inner & (2 ** CHECK_BITS - 1)) === checkOf(code) ? code : undefined;
}

/** CRC-6 (x⁶ + x + 1). */
function checkOf(code: number): number {
  let rest = code << CHECK_BITS;
  for (let bit = ITEM_BITS + FRAME_BITS + CHECK_BITS - 1; bit >= CHECK_BITS; bit -= 1) {
    if ((rest >> bit) & 1) rest ^= 0b1000011 << (bit - CHECK_BITS);
  }
  return rest;
}

function bits(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_, index) => ((value >> (count - 1 - index)) & 1) === 1);
}

const isWithin = (value: number, limit: number): boolean => Number.isInteger(value) && value >= 0 && value < limit;
