/** Word-like segments a passer-by reads in a second, by primary language. Chosen, not measured. */
const READING_RATES_PER_SECOND: Readonly<Record<string, number>> = {
  vi: 3.6,
  en: 3.0,
  zh: 4.2,
  th: 2.8,
  lo: 2.6,
  km: 2.4,
};

/** For a language nobody has judged: the pace of a careful reader. */
const DEFAULT_RATE_PER_SECOND = 2.8;

export const SHORTEST_READING_MS = 8_000;
export const LONGEST_READING_MS = 30_000;
const GLANCE_SECONDS = 2;
const QR_SECONDS = 3;

export interface ReadingTimeInput {
  /** Everything to be read, in one language. */
  readonly texts: readonly string[];
  readonly language: string;
  /** A QR code stands beside the text: time to raise a phone is added. */
  readonly hasQr: boolean;
  readonly ratesPerSecond?: Readonly<Record<string, number>>;
}

/**
 * How long a text must stand to be read: whole seconds in milliseconds, from 8 000 to 30 000. Two seconds to notice,
 * three for a QR code, then one segment after another at the language's rate. Segments are words by `Intl.Segmenter`:
 * counting spaces would give two to six "words" for a whole Lao or Khmer paragraph.
 */
export function readingTimeMs(input: ReadingTimeInput): number {
  const rates = input.ratesPerSecond ?? READING_RATES_PER_SECOND;
  const rate = rates[primaryLanguage(input.language)] ?? DEFAULT_RATE_PER_SECOND;
  const seconds = GLANCE_SECONDS + (input.hasQr ? QR_SECONDS : 0) + countWords(input.texts, input.language) / rate;
  return Math.min(LONGEST_READING_MS, Math.max(SHORTEST_READING_MS, Math.ceil(seconds) * 1_000));
}

function countWords(texts: readonly string[], language: string): number {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  let words = 0;
  for (const text of texts) {
    for (const segment of segmenter.segment(text)) if (segment.isWordLike === true) words += 1;
  }
  return words;
}

function primaryLanguage(tag: string): string {
  return tag.split("-", 1)[0] ?? tag;
}
