import type { LoopEntry, LoopInput, LoopItem } from "../../schemas/rules/loop-contract.ts";

const MINUTE_MS = 60_000;

/** Numbers in `[0, 1)`, the same ones for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Range = readonly [least: number, most: number];

export interface LoopShape {
  readonly entries: Range;
  readonly languages: Range;
  readonly seconds: Range;
  readonly minutes: Range;
  /** All items of one length. */
  readonly equalLengths?: boolean;
}

/** What a gate shows in an hour or less: many or few entries, up to three quarters of the pairs without content. */
export const SHORT_LOOPS: LoopShape = { entries: [2, 40], languages: [1, 8], seconds: [5, 60], minutes: [10, 60] };
export const LONG_LOOPS: LoopShape = { entries: [3, 16], languages: [2, 6], seconds: [8, 40], minutes: [240, 240] };
export const EQUAL_LOOPS: LoopShape = { ...SHORT_LOOPS, equalLengths: true };

/** An instance of that shape, drawn from the seed alone. */
export function randomLoop(seed: number, shape: LoopShape): LoopInput {
  const random = seededRandom(seed);
  const within = ([least, most]: Range) => least + Math.floor(random() * (most - least + 1));
  const languageCount = within(shape.languages);
  const holes = random() * 0.75;
  const mostItems = within([1, 3]);
  const oneLength = within(shape.seconds);
  const lengthMs = () => 1_000 * (shape.equalLengths === true ? oneLength : within(shape.seconds));
  const entries = Array.from({ length: within(shape.entries) }, (_, entry) => {
    const items: LoopItem[] = [];
    for (let language = 0; language < languageCount; language += 1) {
      const isHole = random() < holes && (language < languageCount - 1 || items.length > 0);
      for (let left = isHole ? 0 : within([1, mostItems]); left > 0; left -= 1) {
        items.push(loopItem(`${entry}-${language}-${left}`, `l${language}`, lengthMs(), items.length));
      }
    }
    return loopEntry(`entry-${entry}`, Math.floor(5_000 + random() * random() * 1_000_000), items);
  });
  const shares = Array.from({ length: languageCount }, () => Math.floor(10_000 + random() * random() * 1_000_000));
  const cycleMs = within(shape.minutes) * MINUTE_MS;
  return loopOf(entries, shares, cycleMs);
}

export function loopItem(key: string, language: string, durationMs: number, position = 0): LoopItem {
  return { key, language, durationMs, position };
}

/** An entry that asks for nothing but its share. */
export function loopEntry(entryId: string, sharePpm: number, items: readonly LoopItem[]): LoopEntry {
  return { entryId, sharePpm, items, spacingMs: null, order: "rotate", minStartsPerHour: null };
}

/** A loop over languages `l0`, `l1`, … without minimums, for a segment of the cycle's own length. */
export function loopOf(entries: readonly LoopEntry[], languageShares: readonly number[], cycleMs: number): LoopInput {
  const languages = languageShares.map((sharePpm, index) => ({ language: `l${index}`, sharePpm, minimumPpm: 0 }));
  return { entries, languages, segmentMs: cycleMs, maxCycleMs: cycleMs };
}

/**
 * The instance with k + 2 entries and languages and 6k + 2 equal slots whose best order, found by search through all of
 * them, has a bound of exactly 1 − 1 / (6k + 2).
 */
export function exactLoop(k: number): LoopInput {
  const slots = 6 * k + 2;
  const showings = (entry: string, language: string) =>
    [0, 1, 2].map((turn) => loopItem(`${entry} ${language} ${turn}`, language, 10_000, turn));
  const others = Array.from({ length: k }, (_, index) => index + 1);
  const wide = ["l0", ...others.map((index) => `l${index}`)].flatMap((language) => showings("wide", language));
  const entries = [
    loopEntry("wide", 3 * k + 1, wide),
    ...others.map((index) => loopEntry(`narrow-${index}`, 3, showings(`narrow-${index}`, "l0"))),
    loopEntry("single", 1, showings("single", `l${k + 1}`)),
  ];
  return loopOf(entries, [3 * k + 1, ...others.map(() => 3), 1], slots * 10_000);
}

/** Families that break simpler ways of ordering; each seed draws another member. */
export const ADVERSARIAL_LOOPS: Readonly<Record<string, (seed: number) => LoopInput>> = {
  "each entry in two neighbouring languages of a ring": (seed) => {
    const { count, share, cycleMs } = drawn(seed, [3, 9]);
    return loopOf(
      count.map((entry) =>
        loopEntry(
          `entry-${entry}`,
          share(),
          [entry, (entry + 1) % count.length].map((language, place) =>
            loopItem(`${entry}-${language}`, `l${language}`, (5 + 11 * place) * 1_000, place),
          ),
        ),
      ),
      count.map(share),
      cycleMs,
    );
  },
  "all items of a minute in one language": (seed) => {
    const { count, share, cycleMs } = drawn(seed, [3, 12]);
    const languages = [0, 1, 2, 3];
    return loopOf(
      count.map((entry) =>
        loopEntry(
          `entry-${entry}`,
          share(),
          languages.map((language) =>
            loopItem(`${entry}-${language}`, `l${language}`, language === 0 ? 60_000 : (5 + (entry % 7)) * 1_000, 0),
          ),
        ),
      ),
      languages.map(share),
      cycleMs,
    );
  },
  "forty entries in eight languages, all with equal shares": (seed) => {
    const { random } = drawn(seed, [1, 1]);
    const languages = [0, 1, 2, 3, 4, 5, 6, 7];
    const lengthsMs = [8, 10, 12, 15, 20, 30].map((seconds) => seconds * 1_000);
    return loopOf(
      Array.from({ length: 40 }, (_, entry) =>
        loopEntry(
          `entry-${entry}`,
          1,
          languages.map((language) =>
            loopItem(`${entry}-${language}`, `l${language}`, lengthsMs[Math.floor(random() * 6)] ?? 8_000, 0),
          ),
        ),
      ),
      languages.map(() => 1),
      60 * MINUTE_MS,
    );
  },
  "shares of half a percent beside a giant": (seed) => {
    const { count, random } = drawn(seed, [3, 20]);
    return loopOf(
      count.map((entry) =>
        loopEntry(
          `entry-${entry}`,
          entry === 0 ? 1_000 - 5 * (count.length - 1) : 5,
          [0, 1, 2].map((language) =>
            loopItem(`${entry}-${language}`, `l${language}`, (10 + Math.floor(random() * 20)) * 1_000, language),
          ),
        ),
      ),
      [700, 295, 5],
      180 * MINUTE_MS,
    );
  },
  "a checkerboard of five seconds and a minute": (seed) => {
    const { count, share, cycleMs } = drawn(seed, [2, 8]);
    return loopOf(
      count.map((entry) =>
        loopEntry(
          `entry-${entry}`,
          share(),
          count.map((language) =>
            loopItem(`${entry}-${language}`, `l${language}`, (entry + language) % 2 === 0 ? 5_000 : 60_000, 0),
          ),
        ),
      ),
      count.map(share),
      cycleMs,
    );
  },
  "prime lengths": (seed) => {
    const { count, share, cycleMs, random } = drawn(seed, [2, 10]);
    const primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59];
    return loopOf(
      count.map((entry) =>
        loopEntry(
          `entry-${entry}`,
          share(),
          [0, 1, 2].flatMap((language) =>
            random() < 0.3 && language !== entry % 3
              ? []
              : [loopItem(`${entry}-${language}`, `l${language}`, 1_000 * (primes[Math.floor(random() * 14)] ?? 7), 0)],
          ),
        ),
      ),
      [share(), share(), share()],
      cycleMs,
    );
  },
};

function drawn(seed: number, counts: Range) {
  const random = seededRandom(seed);
  const length = counts[0] + Math.floor(random() * (counts[1] - counts[0] + 1));
  const cycleMs = (20 + Math.floor(random() * 100)) * MINUTE_MS;
  return {
    random,
    count: Array.from({ length }, (_, index) => index),
    share: () => Math.floor(10_000 + random() * 500_000),
    cycleMs,
  };
}
