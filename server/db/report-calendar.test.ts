import fc from "fast-check";
import { expect, test } from "vitest";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import { REPORT_TIME_ZONE } from "../services/reports/report-period.ts";
import { reportDateOf, reportDayOf, spansWithin } from "./report-calendar.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHANGE_MS = Date.UTC(1975, 5, 12, 16);

test("the date of an hour is the one that the zone's own calendar says, also around the change of its offset", () => {
  const hours = Math.floor(Date.UTC(9999, 11, 31) / HOUR_MS);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.nat(hours),
        fc.integer({ min: -40, max: 40 }).map((by) => CHANGE_MS / HOUR_MS + by),
      ),
      (hour) => {
        expect(reportDateOf(hour * HOUR_MS)).toBe(civilAt(hour * HOUR_MS, REPORT_TIME_ZONE).date);
      },
    ),
  );
});

test("an hour past what four digits of year can say counts on the last date, one before 1970 on none", () => {
  expect(reportDateOf(8_640_000_000_000_000)).toBe("9999-12-31");
  expect(() => reportDateOf(-HOUR_MS)).toThrow(RangeError);
});

test("two instants lie on one day of the reports where their date is one, and past the last date no day is longer either", () => {
  const anyMs = fc.oneof(
    fc.nat(Date.UTC(9999, 11, 28)),
    fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS }).map((by) => CHANGE_MS + by),
  );
  fc.assert(
    fc.property(anyMs, fc.integer({ min: 0, max: 2 * DAY_MS }), (oneMs, by) => {
      const areOne = reportDayOf(oneMs) === reportDayOf(oneMs + by);
      expect(areOne).toBe(reportDateOf(oneMs) === reportDateOf(oneMs + by));
    }),
  );
  expect(reportDayOf(8_640_000_000_000_000) - reportDayOf(8_640_000_000_000_000 - DAY_MS)).toBe(1);
});

test("a stretch is taken apart into months, days and hours that make it up, each hour once", () => {
  const anyHour = fc.integer({ min: Date.UTC(2026, 10, 1) / HOUR_MS, max: Date.UTC(2027, 1, 9) / HOUR_MS });
  fc.assert(
    fc.property(anyHour, anyHour, (one, other) => {
      const [fromMs, toMs] = [Math.min(one, other) * HOUR_MS, Math.max(one, other) * HOUR_MS];
      const { months, days, hours } = spansWithin(fromMs, toMs);
      const wrong: number[] = [];
      for (let atMs = fromMs - 3 * HOUR_MS; atMs < toMs + 3 * HOUR_MS; atMs += HOUR_MS) {
        const date = reportDateOf(atMs);
        const found = [
          ...[months].filter(
            (range) => range !== null && range.from <= date.slice(0, 7) && date.slice(0, 7) < range.to,
          ),
          ...days.filter(({ from, to }) => from <= date && date < to),
          ...hours.filter(({ from, to }) => from <= atMs && atMs < to),
        ];
        if (found.length !== (atMs >= fromMs && atMs < toMs ? 1 : 0)) wrong.push(atMs);
      }
      expect(wrong).toEqual([]);
      expect(hours.every(({ from, to }) => to - from < 24 * HOUR_MS) || (months === null && days.length === 0)).toBe(
        true,
      );
    }),
  );
  const year = spansWithin(Date.parse("2026-01-01T00:00:00+07:00"), Date.parse("2027-01-01T00:00:00+07:00"));
  expect(year).toEqual({ months: { from: "2026-01", to: "2027-01" }, days: [], hours: [] });
  expect(spansWithin(0, 0)).toEqual({ months: null, days: [], hours: [] });
  expect(spansWithin(0, HOUR_MS)).toEqual({ months: null, days: [], hours: [{ from: 0, to: HOUR_MS }] });
});
