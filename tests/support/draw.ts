/** Draws by chance, and the same from the same seed. */
export interface Draw {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  isTrue(chance: number): boolean;
  oneOf<Item>(items: readonly Item[]): Item;
  list<Item>(length: number, make: (index: number) => Item): Item[];
  hex(length: number): string;
}

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  // Mulberry32: small, and good enough to draw tests from.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    between,
    isTrue: (chance) => next() < chance,
    oneOf: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to draw from.");
      return item;
    },
    list: (length, make) => Array.from({ length }, (_, index) => make(index)),
    hex: (length) => Array.from({ length }, () => between(0, 15).toString(16)).join(""),
  };
}
