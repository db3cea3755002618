import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Daypart } from "../schedule.ts";
import { lookUpInstants, mergeWindows, spansOnDate, windowMinutes } from "./daypart-windows.ts";
import { minutesOf } from "./zoned-time.ts";

const clock = fc
  .integer({ min: 0, max: 1_439 })
  .map((minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);
const windows = fc
  .array(fc.record({ fromLocal: clock, untilLocal: clock }), { minLength: 1, maxLength: 6 })
  .filter((list) => list.every((window) => windowMinutes(window) > 0));

function covers(list: readonly { fromLocal: string; untilLocal: string }[], minute: number): boolean {
  return list.some((window) => {
    const from = minutesOf(window.fromLocal);
    return minute >= from && minute < from + windowMinutes(window);
  });
}

describe("dayparts", () => {
  test("merged windows cover the same minutes, sorted and apart", () => {
    fc.assert(
      fc.property(windows, (list) => {
        const merged = mergeWindows(list);
        const whole = merged.some((window) => windowMinutes(window) >= 1_439);
        for (let minute = 0; minute < 2_880 && !whole; minute += 7)
          expect(covers(merged, minute)).toBe(covers(list, minute));
        expect(mergeWindows(merged)).toEqual(merged);
        for (const [index, window] of merged.entries()) {
          const next = merged[index + 1];
          if (next !== undefined) {
            expect(minutesOf(window.fromLocal) + windowMinutes(window)).toBeLessThan(minutesOf(next.fromLocal));
          }
        }
      }),
    );
  });

  test("a window without length is refused, overlapping ones become one, weekdays are sorted", () => {
    expect(Daypart.safeParse({ weekdays: [0], windows: [{ fromLocal: "08:00", untilLocal: "08:00" }] }).success).toBe(
      false,
    );
    expect(Daypart.safeParse({ weekdays: [], windows: [{ fromLocal: "08:00", untilLocal: "09:00" }] }).success).toBe(
      false,
    );
    expect(Daypart.safeParse({ weekdays: [0], windows: [] }).success).toBe(false);
    const merged = Daypart.parse({
      weekdays: [4, 0, 4],
      windows: [
        { fromLocal: "10:00", untilLocal: "12:00" },
        { fromLocal: "08:00", untilLocal: "10:30" },
        { fromLocal: "22:00", untilLocal: "02:00" },
      ],
    });
    expect(merged).toEqual({
      weekdays: [0, 4],
      windows: [
        { fromLocal: "08:00", untilLocal: "12:00" },
        { fromLocal: "22:00", untilLocal: "02:00" },
      ],
    });
    expect(Daypart.parse(merged)).toEqual(merged);
  });

  test("the whole day stays the whole day", () => {
    expect(mergeWindows([{ fromLocal: "00:00", untilLocal: "24:00" }])).toEqual([
      { fromLocal: "00:00", untilLocal: "24:00" },
    ]);
    expect(
      mergeWindows([
        { fromLocal: "00:00", untilLocal: "12:00" },
        { fromLocal: "12:00", untilLocal: "24:00" },
      ]),
    ).toEqual([{ fromLocal: "00:00", untilLocal: "24:00" }]);
  });

  test("a window over midnight belongs to the day on which it starts", () => {
    const at = lookUpInstants("Asia/Ho_Chi_Minh");
    const daypart = { weekdays: [0], windows: [{ fromLocal: "22:00", untilLocal: "02:00" }] };
    expect(spansOnDate(daypart, "2026-11-23", at)).toEqual([
      [Date.parse("2026-11-23T15:00:00Z"), Date.parse("2026-11-23T19:00:00Z")],
    ]);
    expect(spansOnDate(daypart, "2026-11-24", at)).toEqual([]);
  });

  test("a window that a clock change swallows is no window", () => {
    const at = lookUpInstants("America/New_York");
    const daypart = { weekdays: [6], windows: [{ fromLocal: "02:15", untilLocal: "02:45" }] };
    expect(spansOnDate(daypart, "2026-03-08", at)).toEqual([]);
    expect(spansOnDate(daypart, "2026-03-15", at)).toHaveLength(1);
  });
});
