import type { Frame } from "./loop-frame.ts";
import type { LaneRow } from "./loop-row.ts";
import { restorePlaces } from "./loop-wishes.ts";

/** Other first rows than the greedy one, in the order in which they are worth a try. None knows of wishes. */
export const OTHER_STARTS: readonly ((frame: Frame) => LaneRow)[] = [
  orderByBothWindows,
  orderByEntries,
  orderByLanguages,
  orderByMidpoints,
];

/** Airtime as it is given out, in longest items. */
class Progress {
  readonly frame: Frame;
  readonly left: Int32Array;
  readonly entryHad: Float64Array;
  readonly languageHad: Float64Array;
  at = 0;

  constructor(frame: Frame) {
    this.frame = frame;
    this.left = Int32Array.from(frame.counts);
    this.entryHad = new Float64Array(frame.entryMix.length);
    this.languageHad = new Float64Array(frame.languageMix.length);
  }

  /** Fills a row with the lane of lowest rank, again and again; ties go by the lanes' order. */
  fill(rank: (lane: number) => number): LaneRow {
    const row = new Int32Array(this.frame.slotCount);
    for (let slot = 0; slot < row.length; slot += 1) {
      let best = -1;
      let lowest = Number.POSITIVE_INFINITY;
      for (let lane = 0; lane < this.frame.laneCount; lane += 1) {
        if (this.left[lane] === 0) continue;
        const value = rank(lane);
        if (best >= 0 && value >= lowest) continue;
        lowest = value;
        best = lane;
      }
      row[slot] = best;
      this.show(best);
    }
    restorePlaces(this.frame, row);
    return row;
  }

  private show(lane: number): void {
    const { entryOf, languageOf, lengths } = this.frame;
    const length = lengths[lane] as number;
    const entry = entryOf[lane] as number;
    const language = languageOf[lane] as number;
    this.left[lane] = (this.left[lane] as number) - 1;
    this.entryHad[entry] = (this.entryHad[entry] as number) + length;
    this.languageHad[language] = (this.languageHad[language] as number) + length;
    this.at += length;
  }

  /** When a steady flow of the lane's entry, or language, would have brought the showings so far, and the next too. */
  window(lane: number, family: "entry" | "language"): { opens: number; closes: number } {
    const { entryOf, languageOf, entryMix, languageMix, lengths } = this.frame;
    const isEntry = family === "entry";
    const member = (isEntry ? entryOf[lane] : languageOf[lane]) as number;
    const had = (isEntry ? this.entryHad[member] : this.languageHad[member]) as number;
    const mix = (isEntry ? entryMix[member] : languageMix[member]) as number;
    return { opens: had / mix, closes: (had + (lengths[lane] as number)) / mix };
  }

  /** Of those whose window is open the first to close; before them none. */
  rank(lane: number, family: "entry" | "language"): number {
    const { opens, closes } = this.window(lane, family);
    return opens <= this.at + ROUNDING ? closes : closes + 2 * this.frame.cycleLength + opens - this.at;
  }

  /** How far the lane's language, or entry, is ahead of its part. */
  lead(lane: number, family: "entry" | "language"): number {
    const { entryOf, languageOf, entryMix, languageMix } = this.frame;
    const member = (family === "entry" ? entryOf[lane] : languageOf[lane]) as number;
    return family === "entry"
      ? (this.entryHad[member] as number) - (entryMix[member] as number) * this.at
      : (this.languageHad[member] as number) - (languageMix[member] as number) * this.at;
  }
}

const ROUNDING = 1e-9;
/** Weight of the inner family: it decides among lanes of the one outer member alone. */
const INNER = 1e-6;

/** Entry and language both have a window for their next showing; the first to close goes first, if both are open. */
function orderByBothWindows(frame: Frame): LaneRow {
  const progress = new Progress(frame);
  return progress.fill((lane) => {
    const entry = progress.window(lane, "entry");
    const language = progress.window(lane, "language");
    const early = Math.max(0, entry.opens - progress.at) + Math.max(0, language.opens - progress.at);
    return Math.min(entry.closes, language.closes) + early;
  });
}

/** One family alone is kept within one longest item: the eligible entry that would finish first. */
function orderByEntries(frame: Frame): LaneRow {
  const progress = new Progress(frame);
  return progress.fill((lane) => progress.rank(lane, "entry") + INNER * progress.lead(lane, "language"));
}

function orderByLanguages(frame: Frame): LaneRow {
  const progress = new Progress(frame);
  return progress.fill((lane) => progress.rank(lane, "language") + INNER * progress.lead(lane, "entry"));
}

/** Each lane's showings spread evenly. */
function orderByMidpoints(frame: Frame): LaneRow {
  const progress = new Progress(frame);
  return progress.fill((lane) => {
    const count = frame.counts[lane] as number;
    return (count - (progress.left[lane] as number) + 0.5) / count;
  });
}
