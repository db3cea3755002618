import fc from "fast-check";
import { expect, test } from "vitest";
import { civilAt } from "../../schemas/rules/zoned-time.ts";
import { REPORT_TIME_ZONE } from "../services/reports/report-period.ts";
import { reportDateOf } from "./report-calendar.ts";

const HOUR_MS = 3_600_000;
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
