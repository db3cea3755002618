import fc from "fast-check";
import { expect, it } from "vitest";
import { type BarMove, hoursText, movedHours, windowsText } from "./timeline-window.ts";

const DAY = 1_440;

it("however a bar is moved, it stays on whole steps, starts on its date and is shorter than a day", () => {
  const hours = fc
    .tuple(fc.integer({ min: 0, max: DAY - 1 }), fc.integer({ min: 1, max: DAY - 1 }))
    .map(([from, length]) => ({ from, until: from + length }));
  const grip = fc.constantFrom("whole" as const, "end" as const, "start" as const);
  fc.assert(
    fc.property(hours, grip, fc.integer({ min: -3_000, max: 3_000 }), (before, taken, by) => {
      const after = movedHours(before, taken, by);
      expect(after.from).toBeGreaterThanOrEqual(0);
      expect(after.from).toBeLessThan(DAY);
      expect(after.until - after.from).toBeGreaterThan(0);
      expect(after.until - after.from).toBeLessThanOrEqual(after.from === 0 ? DAY : DAY - 1);
      if (taken === "whole") expect(after.until - after.from).toBe(before.until - before.from);
      if (taken === "whole") expect(after.from % 5).toBe(0);
      if (taken === "end") expect(after.from).toBe(before.from);
      if (taken === "start") expect(after.until).toBe(before.until);
    }),
    {
      interruptAfterTimeLimit: 10_000,
      examples: [[{ from: 1_439, until: 2_875 }, "start", 0]],
    },
  );
});

it("hours are written as fields write them: midnight at the end is 24:00, over it the next day's time", () => {
  expect(hoursText({ from: 420, until: 720 })).toBe("07:00–12:00");
  expect(hoursText({ from: 1_200, until: 1_440 })).toBe("20:00–24:00");
  expect(hoursText({ from: 1_320, until: 1_800 })).toBe("22:00–06:00");
});

it("the other windows of an entry stay as they are", () => {
  const move: BarMove = {
    entryId: "e",
    basis: 1,
    windows: "07:00–10:00, 14:00–17:30",
    index: 1,
    from: 840,
    until: 1_050,
    offset: 0,
  };
  expect(windowsText(move, movedHours(move, "whole", 60))).toBe("07:00–10:00, 15:00–18:30");
});
