import { describe, expect, test } from "vitest";
import type { OperatingHours } from "../operating-hours.ts";
import { lookUpInstants } from "./daypart-windows.ts";
import { operatingSpans, operatingWindowsOn } from "./operating-hours.ts";

const day = [{ fromLocal: "07:00", untilLocal: "17:00" }];
const night = [{ fromLocal: "22:00", untilLocal: "06:00" }];
const none = new Set<string>();
const hours: OperatingHours = {
  weekly: [day, day, day, day, night, day, []],
  publicHolidays: [{ fromLocal: "08:00", untilLocal: "11:00" }],
  exceptions: [{ date: "2026-09-02", windows: day, note: "" }],
};

describe("operating hours", () => {
  test("before the first row a site is open around the clock", () => {
    const rows = [{ fromDate: "2026-06-01", hours }];
    const at = lookUpInstants("Asia/Ho_Chi_Minh");
    expect(operatingWindowsOn(rows, none, "2026-05-31")).toBe("around-the-clock");
    expect(operatingSpans(rows, none, at, "2026-05-31")).toEqual([[at("2026-05-31", 0), at("2026-06-01", 0)]]);
    expect(operatingWindowsOn(rows, none, "2026-06-01")).toEqual(day);
    expect(operatingWindowsOn([], none, "2026-06-01")).toBe("around-the-clock");
  });

  test("an exception stands before a public holiday, and that before the weekday", () => {
    const rows = [{ fromDate: "2026-01-01", hours }];
    const holidays = new Set(["2026-09-02", "2026-09-03"]);
    expect(operatingWindowsOn(rows, holidays, "2026-09-02")).toEqual(day);
    expect(operatingWindowsOn(rows, holidays, "2026-09-03")).toEqual(hours.publicHolidays);
    expect(operatingWindowsOn(rows, none, "2026-09-03")).toEqual(day);
    const plain = [{ fromDate: "2026-01-01", hours: { ...hours, publicHolidays: null } }];
    expect(operatingWindowsOn(plain, holidays, "2026-09-03")).toEqual(day);
  });

  test("the latest row that has begun is in force, in whatever order they come", () => {
    const closed = { weekly: [[], [], [], [], [], [], []], publicHolidays: null, exceptions: [] };
    const rows = [
      { fromDate: "2026-07-01", hours: closed },
      { fromDate: "2026-01-01", hours },
    ];
    for (const list of [rows, [...rows].reverse()]) {
      expect(operatingWindowsOn(list, none, "2026-06-30")).toEqual(day);
      expect(operatingWindowsOn(list, none, "2026-07-01")).toEqual([]);
    }
  });

  test("a window over midnight belongs to the day it starts on, and a closed day adds nothing", () => {
    const rows = [{ fromDate: "2026-01-01", hours }];
    const at = lookUpInstants("Asia/Ho_Chi_Minh");
    expect(operatingSpans(rows, none, at, "2026-11-27")).toEqual([
      [Date.parse("2026-11-27T15:00:00Z"), Date.parse("2026-11-27T23:00:00Z")],
    ]);
    expect(operatingSpans(rows, none, at, "2026-11-29")).toEqual([]);
  });
});
