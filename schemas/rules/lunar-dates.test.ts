import { describe, expect, test } from "vitest";
import { readReferenceData } from "../reference/reference-data.ts";
import { lunarDates, lunarMonths, publicHolidayDates } from "./lunar-dates.ts";
import { addDays } from "./zoned-time.ts";

const plain = { kind: "lunar", leapMonths: "skip", offsetDays: 0, lengthDays: 1 } as const;
const years = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, index) => from + index);
const { rows: holidays } = readReferenceData().holidays;

describe("Viet Nam's lunar calendar", () => {
  test("Tết 2026–2031, 2030 on 2 February", () => {
    const dates = years(2026, 2031).flatMap((year) => lunarDates({ ...plain, month: 1, day: 1 }, year));
    expect(dates).toEqual(["2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23"]);
  });

  test("the tenth of the third month 2026–2031", () => {
    const dates = years(2026, 2031).flatMap((year) => lunarDates({ ...plain, month: 3, day: 10 }, year));
    expect(dates).toEqual(["2026-04-26", "2027-04-16", "2028-04-04", "2029-04-23", "2030-04-12", "2031-04-01"]);
  });

  test("it is the calendar of UTC+7: Tết 1985 was a month before the Chinese new year", () => {
    expect(lunarDates({ ...plain, month: 1, day: 1 }, 1985)).toEqual(["1985-01-21"]);
  });

  test("every listed lunar holiday falls on the dates listed", () => {
    let compared = 0;
    for (const { id, when } of holidays) {
      if (when.calendar !== "lunar") continue;
      for (const date of when.dates) {
        const { month, day } = when;
        const worked = lunarDates({ ...plain, month, day }, Number(date.slice(0, 4)));
        // A thirtieth that a short month lacks is listed as the day after its last; the rule leaves it out.
        const last = lunarDates({ ...plain, month, day: -1 }, Number(date.slice(0, 4)));
        const found = day === 30 && worked.length === 0 ? last.map((one) => addDays(one, 1)) : worked;
        expect({ id, date, found: found.includes(date) }).toEqual({ id, date, found: true });
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThanOrEqual(70);
  });

  test("leap months: the sixth of 2025, the fifth of 2028, the third of 2031, the eleventh of 2033", () => {
    const leaps = years(2025, 2033).flatMap((year) => lunarMonths(year).filter(({ isLeap }) => isLeap));
    expect(leaps.map(({ year, number }) => [year, number])).toEqual([
      [2025, 6],
      [2028, 5],
      [2031, 3],
      [2033, 11],
    ]);
  });

  test("a leap month is left out, or counts too, as asked", () => {
    const sixth = { ...plain, month: 6, day: 15 };
    expect(lunarDates(sixth, 2025)).toEqual(["2025-07-09"]);
    expect(lunarDates({ ...sixth, leapMonths: "also" }, 2025)).toEqual(["2025-07-09", "2025-08-08"]);
    const fifth = { ...plain, month: 5, day: 5 };
    expect(lunarDates(fifth, 2028)).toEqual(["2028-05-28"]);
    expect(lunarDates({ ...fifth, leapMonths: "also" }, 2028)).toEqual(["2028-05-28", "2028-06-27"]);
    expect(lunarDates({ ...fifth, leapMonths: "also" }, 2027)).toEqual(["2027-06-09"]);
  });

  test("the last day of a month is its 29th or 30th, and a 30th only where there is one", () => {
    const ends = lunarDates({ ...plain, month: null, day: -1, leapMonths: "also" }, 2026);
    const firsts = lunarDates({ ...plain, month: null, day: 1, leapMonths: "also" }, 2026);
    for (const date of ends.slice(0, -1)) expect(firsts).toContain(addDays(date, 1));
    const thirtieths = lunarDates({ ...plain, month: null, day: 30, leapMonths: "also" }, 2026);
    expect(thirtieths.length).toBeLessThan(ends.length);
    for (const date of thirtieths) expect(ends).toContain(date);
  });

  test("a run begins days before its day and goes over the turn of the year", () => {
    const tet = { ...plain, month: 1, day: 1, offsetDays: -3, lengthDays: 5 } as const;
    expect(lunarDates(tet, 2026)).toEqual(["2026-02-14", "2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18"]);
    const winter = { ...plain, month: 11, day: 15, lengthDays: 60 } as const;
    const both = [...lunarDates(winter, 2026), ...lunarDates(winter, 2027)].filter((date) => date >= "2026-12-20");
    expect(both[0]).toBe("2026-12-23");
    expect(both.slice(0, 60)).toEqual(years(0, 59).map((days) => addDays("2026-12-23", days)));
    expect(both[60]).toBe("2027-12-12");
  });

  test("months follow each other without gap, and beyond the tables there are none", () => {
    const months = years(1990, 2100).flatMap(lunarMonths);
    for (const [index, month] of months.entries()) {
      expect([29, 30]).toContain(month.lengthDays);
      const next = months[index + 1];
      if (next !== undefined) expect(addDays(month.firstDate, month.lengthDays)).toBe(next.firstDate);
    }
    expect(lunarMonths(1199)).toEqual([]);
    expect(lunarDates({ ...plain, month: 1, day: 1 }, 2300)).toEqual([]);
  });
});

describe("public holidays", () => {
  test("of 2026: New Year, Tết, Hùng Kings, 30 April, 1 May, National Day, and no other", () => {
    expect(publicHolidayDates(holidays, 2026, 2026)).toEqual([
      "2026-01-01",
      "2026-02-17",
      "2026-02-18",
      "2026-02-19",
      "2026-02-20",
      "2026-02-21",
      "2026-04-26",
      "2026-04-30",
      "2026-05-01",
      "2026-09-02",
      "2026-09-03",
    ]);
  });

  test("lunar ones are worked out beyond the years listed, and a run is cut at the years asked for", () => {
    expect(publicHolidayDates(holidays, 2035, 2035)).toContain("2035-02-08");
    const silvester = {
      ...(holidays.find(({ id }) => id === "tet-duong") ?? holidays[0]),
      when: { calendar: "solar", month: 12, day: 31 },
      durationDays: 3,
      isPublicHoliday: true,
    };
    const rows = [silvester] as unknown as typeof holidays;
    expect(publicHolidayDates(rows, 2027, 2027)).toEqual(["2027-01-01", "2027-01-02", "2027-12-31"]);
  });
});
