const MM_PER_PT = 25.4 / 72;
/** Parts of the letter height, as Times and its likes are cut; good to some parts in a hundred. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/\p{Mark}/u, 0],
  [/[\s.,;:!|'’ilIjtfr()[\]/-]/u, 0.32],
  [/[mwMW%—…@]/u, 0.85],
  [/\p{Lu}/u, 0.7],
  [/[\u2e80-\uffef]/u, 1],
  [/[\u0e00-\u0eff\u1780-\u17ff]/u, 0.62],
];
const known = new Map<string, number>();

/** About how long a text is in one line. For setting widths and rules, not for breaking lines. */
export function printedWidthMm(text: string, sizePt: number, isBold: boolean): number {
  let parts = 0;
  for (const letter of text.normalize("NFD")) parts += letterWidth(letter);
  return parts * (isBold ? 1.05 : 1) * sizePt * MM_PER_PT;
}

function letterWidth(letter: string): number {
  const seen = known.get(letter);
  if (seen !== undefined) return seen;
  const width = WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 0.5;
  known.set(letter, width);
  return width;
}
