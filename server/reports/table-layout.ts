import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import { printedWidthMm } from "./printed-width.ts";

const { page } = readDecree30Layout();
/** Between the margins of an upright page. */
export const TEXT_WIDTH_MM = page.widthMm - page.marginMm.left - page.marginMm.right;
/** Between the margins of a page on its side. */
export const LANDSCAPE_WIDTH_MM = page.heightMm - page.marginMm.left - page.marginMm.right;
const CELL_PADDING_MM = 2.4;
const LEAST_MM = 8;
/** What a number, a date or a code asks for. */
const NARROW_MM = 24;
const SIZES_PT = [11, 10, 9];
const SMALLEST_PT = 8;
/** Khmer, Lao, Thai and Chinese stand without spaces and break inside, hashes may: longer is not one word. */
const LONGEST_WORD = 2.4;
/** No text asks for more than this of a line before it shares with its neighbours. */
const MOST_WANTED_MM = 60;

/** How wide a table's columns are, together the whole line, and how large its letters. */
export interface TableLayout {
  readonly isLandscape: boolean;
  readonly widthsMm: readonly number[];
  readonly sizePt: number;
}

/** Column widths by what stands in them: none narrower than its longest word where that fits, all together the line. */
export function tableLayout(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  isLandscape: boolean,
): TableLayout {
  const lineMm = isLandscape ? LANDSCAPE_WIDTH_MM : TEXT_WIDTH_MM;
  const columns = heads.map((head, place) => columnExtent(head, rows, place));
  const needed = (sizePt: number) => columns.map(({ word }) => Math.max(LEAST_MM, word * sizePt + CELL_PADDING_MM));
  const sizePt = SIZES_PT.find((size) => sum(needed(size)) <= lineMm) ?? SMALLEST_PT;
  const least = needed(sizePt);
  const wanted = columns.map(({ head, cell }, place) => {
    // A head may break into two lines or three; what stands below it sets the width.
    const most = Math.max(head / 2.5, cell) * sizePt + CELL_PADDING_MM;
    return Math.max(least[place] ?? 0, Math.min(most, MOST_WANTED_MM));
  });
  return { isLandscape, widthsMm: shared(least, wanted, lineMm), sizePt };
}

/** Lengths for a letter height of one point: of the head, the longest cell, and the longest word of either. */
function columnExtent(head: string, rows: readonly (readonly string[])[], place: number) {
  const cells = rows.map((row) => row[place] ?? "");
  const length = (text: string) => printedWidthMm(text, 1, true);
  return {
    head: length(head),
    cell: longest(cells.map(length)),
    word: longest(
      [head, ...cells].flatMap((text) => text.split(/\s+/u).map(length)).map((mm) => Math.min(mm, LONGEST_WORD)),
    ),
  };
}

/** Each gets what it needs, and of what is left as much as it wants; a line that is too short is cut evenly. */
function shared(needed: readonly number[], wanted: readonly number[], lineMm: number): number[] {
  const least = sum(needed);
  if (least >= lineMm) return needed.map((mm) => rounded((mm * lineMm) / least));
  const more = sum(wanted) - least;
  const left = lineMm - least;
  if (more <= left) {
    // Columns of words take the rest in proportion; numbers, dates and figures stay narrow.
    const words = wanted.map((mm) => Math.max(0, mm - NARROW_MM));
    const weights = sum(words) > 0 ? words : wanted;
    return wanted.map((mm, place) => rounded(mm + ((left - more) * (weights[place] ?? 0)) / sum(weights)));
  }
  return needed.map((mm, place) => rounded(mm + (((wanted[place] ?? mm) - mm) * left) / more));
}

function longest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

function rounded(mm: number): number {
  return Math.floor(mm * 100) / 100;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
