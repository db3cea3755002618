import { Daypart } from "../../schemas/entry-timing.ts";
import type { ScheduledEntry } from "../../schemas/schedule.ts";
import type { CompileInput } from "../../server/services/manifests/compile-input.ts";
import { edition, entry, inputOf } from "../../tests/support/compile-input.ts";

const DAY_MINUTES = 1_440;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/**
 * One screen with so many entries, of which every third is a section with sixteen times a day, every ninth takes the glass
 * alone for a minute twelve times a day, one is locked, and the others come and go eight times a day.
 */
export function denseInput(count: number): CompileInput {
  const parts = Array.from({ length: count }, (_, index) => ({
    entry: entry(index + 1, changesOf(index)),
    editions: [0, 1, 2].map((item) =>
      edition(10 * (index + 1) + item, { durationMs: 10_000 + 1_000 * ((index + item) % 9) }),
    ),
  }));
  return inputOf(parts, 90);
}

function changesOf(index: number): Partial<ScheduledEntry> {
  if (index === 0) return {};
  if (index === 3) return { layer: "campaign", claim: { kind: "share", sharePpm: 100_000 }, lock: "ministry" };
  if (index % 9 === 5) return { layer: "takeover", hours: windows(12, 1, index) };
  if (index % 3 !== 1)
    return { layer: "campaign", claim: { kind: "share", sharePpm: 10_000 }, hours: windows(8, 60, (index % 8) * 15) };
  const atLocal = Array.from({ length: 16 }, (_, time) => clock(time * 90 + index * 7)).sort();
  return { layer: "campaign", claim: { kind: "pinned", atLocal, exact: index % 2 === 0 } };
}

/** So many windows of a day, evenly spread, each of some minutes. */
function windows(count: number, minutes: number, shift: number): ScheduledEntry["hours"] {
  const list = Array.from({ length: count }, (_, window) => {
    const from = (window * DAY_MINUTES) / count + shift;
    return { fromLocal: clock(from), untilLocal: clock(from + minutes) };
  });
  return { kind: "own", daypart: Daypart.parse({ weekdays: EVERY_DAY, windows: list }) };
}

function clock(minutes: number): string {
  const inDay = minutes % DAY_MINUTES;
  return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`;
}
