import { describe, expect, test } from "vitest";
import { DAY_MS, edition, entry, idOf, inputOf, start } from "../../../tests/support/compile-input.ts";
import { airtimeBetween } from "../schedule/planned-airtime.ts";
import { compileManifest } from "./compile-manifest.ts";

const HOUR_MS = 3_600_000;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const MOST_WINDOWS = 48;

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** Stretches of a day, numbered by Gray code, in which one bit is set: as few windows as that takes. */
function windowsOfBit(bit: number, stepMinutes: number): { fromLocal: string; untilLocal: string }[] {
  const spans: [number, number][] = [];
  for (let step = 0; step < 1_440 / stepMinutes; step += 1) {
    if ((((step ^ (step >> 1)) >> bit) & 1) === 0) continue;
    const last = spans.at(-1);
    if (last !== undefined && last[1] === step * stepMinutes) last[1] += stepMinutes;
    else spans.push([step * stepMinutes, (step + 1) * stepMinutes]);
  }
  return spans.map(([from, until]) => ({
    fromLocal: clock(from),
    untilLocal: until === 1_440 ? "24:00" : clock(until),
  }));
}

/** Base entries whose windows make another set of every few minutes, beside a locked share. */
function fragmented(stepMinutes: number, lockedMs: number, otherMs: number) {
  const locked = entry(1, { layer: "campaign", claim: { kind: "share", sharePpm: 100_000 }, lock: "ministry" });
  const parts = [
    { entry: locked, editions: [edition(1, { durationMs: lockedMs })] },
    { entry: entry(2), editions: [edition(2, { durationMs: otherMs })] },
  ];
  for (let bit = 0; 2 ** bit < 1_440 / stepMinutes; bit += 1) {
    const windows = windowsOfBit(bit, stepMinutes);
    for (let from = 0; from < windows.length; from += MOST_WINDOWS) {
      const daypart = { weekdays: EVERY_DAY, windows: windows.slice(from, from + MOST_WINDOWS) };
      const number = 10 + parts.length;
      const editions = [edition(number, { durationMs: otherMs })];
      parts.push({ entry: entry(number, { hours: { kind: "own", daypart } }), editions });
    }
  }
  return compileManifest(inputOf(parts, 3)).manifest;
}

describe("a locked share, where windows cut the day into stretches shorter than their loops", () => {
  test.each([
    { stepMinutes: 3, lockedMs: 30_000, otherMs: 100_000 },
    { stepMinutes: 4, lockedMs: 20_000, otherMs: 90_000 },
  ])("is kept on each day, and in each clock hour to within one longest item: $stepMinutes minutes", (world) => {
    const manifest = fragmented(world.stepMinutes, world.lockedMs, world.otherMs);
    const heldMs = (fromMs: number, toMs: number) => airtimeBetween(manifest, fromMs, toMs).entries.get(idOf(1)) ?? 0;
    for (let day = 0; day < 3; day += 1) {
      expect(heldMs(start + day * DAY_MS, start + (day + 1) * DAY_MS)).toBeGreaterThan(0.098 * DAY_MS);
    }
    for (let hour = 0; hour < 72; hour += 1) {
      const held = heldMs(start + hour * HOUR_MS, start + (hour + 1) * HOUR_MS);
      expect(held).toBeGreaterThanOrEqual(0.1 * HOUR_MS - world.otherMs);
    }
  });
});
