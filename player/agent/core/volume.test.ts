import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVolumeHours, SILENT_HOURS, volumeAt } from "./volume.ts";

describe("loudness by time of day", () => {
  test("is silence unless it was asked for", () => {
    expect(readVolumeHours("")).toEqual(SILENT_HOURS);
    expect(volumeAt(SILENT_HOURS, null, 12)).toBe(0);
  });

  test("holds from an hour up to the next that is named, over midnight too, and is silence else", () => {
    const hours = readVolumeHours("07-18=60, 18-22=30,22-05=10");
    expect([7, 17, 18, 21, 22, 4].map((hour) => volumeAt(hours, null, hour))).toEqual([
      600_000, 600_000, 300_000, 300_000, 100_000, 100_000,
    ]);
    expect([5, 6].map((hour) => volumeAt(hours, null, hour))).toEqual([0, 0]);
    expect(readVolumeHours("0-24=50")).toEqual(SILENT_HOURS.map(() => 500_000));
  });

  test("gives way to an order, silence included", () => {
    const hours = readVolumeHours("0-24=50");
    expect(volumeAt(hours, 900_000, 3)).toBe(900_000);
    expect(volumeAt(hours, 0, 3)).toBe(0);
  });

  test("is refused with what to write when it cannot be meant", () => {
    for (const text of ["7=60", "07-18", "07-25=10", "24-3=10", "07-07=10", "07-18=101", "loud", "07-18=60;18-22=30"]) {
      expect(() => readVolumeHours(text), text).toThrow(/STAGE_VOLUME is hours and percents/);
    }
  });

  test("names each hour once, whatever the spans", () => {
    const span = fc.tuple(
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 24 }),
      fc.integer({ max: 100, min: 0 }),
    );
    fc.assert(
      fc.property(fc.array(span.filter(([from, to]) => from !== to)), (spans) => {
        const hours = readVolumeHours(spans.map(([from, to, percent]) => `${from}-${to}=${percent}`).join(","));
        expect(hours).toHaveLength(24);
        for (const ppm of hours) expect(ppm % 10_000 === 0 && ppm >= 0 && ppm <= 1_000_000).toBe(true);
      }),
    );
  });
});
