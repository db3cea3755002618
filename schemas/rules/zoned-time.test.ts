import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZONES } from "../../tests/support/manifest-arbitrary.ts";
import { addDays, civilAt, daysBetween, instantOf, minutesOf, startOfDate, weekdayOf } from "./zoned-time.ts";

const dates = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays("1990-01-01", days));
const zones = fc.constantFrom(...ZONES);

describe("zoned time", () => {
  test("a civil reading leads back to its instant, or to the first of two with that reading", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600_000_000, max: 2_300_000_000 }), zones, (seconds, zone) => {
        const atMs = seconds * 1_000;
        const civil = civilAt(atMs, zone);
        const back = instantOf(civil.date, civil.hour * 60 + civil.minute, zone) + civil.second * 1_000;
        expect(back).toBeLessThanOrEqual(atMs);
        const again = civilAt(back, zone);
        expect({ ...again }).toEqual({ ...civil });
      }),
    );
  });

  test("days follow each other without gap or overlap, and each carries its own date", () => {
    fc.assert(
      fc.property(dates, zones, (date, zone) => {
        const startMs = startOfDate(date, zone);
        const endMs = startOfDate(addDays(date, 1), zone);
        // Apia left out 2011-12-30 when it crossed the date line: that civil day has no instant.
        if (zone === "Pacific/Apia" && date === "2011-12-30") return expect(endMs).toBe(startMs);
        expect(endMs - startMs).toBeGreaterThanOrEqual(22 * 3_600_000);
        expect(endMs - startMs).toBeLessThanOrEqual(26 * 3_600_000);
        expect(civilAt(startMs, zone).date).toBe(date);
        expect(civilAt(startMs - 1, zone).date < date).toBe(true);
        expect(civilAt(endMs - 1, zone).date).toBe(date);
        expect(civilAt(startMs, zone).weekday).toBe(weekdayOf(date));
      }),
    );
  });

  test("known clock changes", () => {
    expect(startOfDate("2026-11-21", "Asia/Ho_Chi_Minh")).toBe(Date.parse("2026-11-20T17:00:00Z"));
    expect(instantOf("2026-03-08", 150, "America/New_York")).toBe(Date.parse("2026-03-08T07:00:00Z"));
    expect(instantOf("2026-11-01", 90, "America/New_York")).toBe(Date.parse("2026-11-01T05:30:00Z"));
    // Santiago leaves out midnight: the day begins at one o'clock.
    expect(civilAt(startOfDate("2026-09-06", "America/Santiago"), "America/Santiago")).toMatchObject({
      date: "2026-09-06",
      hour: 1,
    });
  });

  test("weekdays begin on Monday, and 24:00 is the day's end", () => {
    expect(weekdayOf("2026-11-23")).toBe(0);
    expect(weekdayOf("2026-11-22")).toBe(6);
    expect(minutesOf("24:00")).toBe(1_440);
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(daysBetween("2028-02-28", "2028-03-01")).toBe(2);
    expect(daysBetween("2028-03-01", "2028-02-28")).toBe(-2);
    expect(() => civilAt(0, "Nowhere/Never")).toThrow(RangeError);
  });
});
