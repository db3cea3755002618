import { expect, it } from "vitest";
import { type MessageKey, type MessageParameters, text } from "../../messages/catalogue.ts";
import { formOf } from "../form-input.ts";
import { formOfHours, readHours } from "./hours-input.ts";
import { hoursInForce, hoursWords } from "./hours-words.ts";

const TODAY = "2026-11-22";
const view = {
  locale: "vi" as const,
  t: (key: MessageKey, parameters?: MessageParameters) => text("vi", key, parameters),
};
const week = { "day-0": "7h–11h30, 13–17", "day-1": "07:00–17:00", "day-5": "22:00–06:00", holidays: "closed" };

it("hours of a week, of holidays and of dates apart are read, and shown again they are the same", () => {
  const form = formOf({
    ...week,
    fromDate: "01/12/2026",
    exDate: ["24/12/2026"],
    exKind: ["hours"],
    exHours: ["8-10"],
    exNote: [""],
  });
  const read = readHours(form, TODAY);
  expect(read.fromDate).toBe("2026-12-01");
  expect(read.hours.weekly[0]).toEqual([
    { fromLocal: "07:00", untilLocal: "11:30" },
    { fromLocal: "13:00", untilLocal: "17:00" },
  ]);
  expect(read.hours.weekly[2]).toEqual([]);
  expect(read.hours.publicHolidays).toEqual([]);
  expect(readHours(formOfHours(read.hours, read.fromDate), TODAY)).toEqual(read);
});

it("Monday's hours can stand for all days, and without a date they begin today", () => {
  const read = readHours(formOf({ ...week, copyFirst: "yes" }), TODAY);
  expect(read.fromDate).toBe(TODAY);
  expect(new Set(read.hours.weekly.map((windows) => JSON.stringify(windows))).size).toBe(1);
});

it("each day that cannot be read is told at its own field", () => {
  const fields = (said: Record<string, string>) => {
    try {
      readHours(formOf({ ...week, ...said }), TODAY);
      return [];
    } catch (error) {
      return (error as { problems: { field: string }[] }).problems.map(({ field }) => field);
    }
  };
  expect(fields({ "day-1": "sáng", "day-5": "7-7", holidays: "hours" })).toEqual(["day-1", "day-5", "holidayHours"]);
  expect(fields({ fromDate: "31/02/2027" })).toEqual(["fromDate"]);
});

it("in words, days alike are said together and the night names the next day", () => {
  const { hours } = readHours(formOf({ ...week, "day-1": "7h–11h30, 13–17" }), TODAY);
  expect(hoursWords(view, hours)).toBe(
    "thứ Hai và thứ Ba 07:00–11:30, 13:00–17:00; thứ Tư–thứ Sáu và Chủ nhật nghỉ; thứ Bảy 22:00–06:00 hôm sau; ngày lễ nghỉ",
  );
});

it("the newest hours that have begun are in force, and none before the first", () => {
  const { hours } = readHours(formOf(week), TODAY);
  const all = [
    { fromDate: "2026-01-01", hours },
    { fromDate: "2026-12-01", hours },
  ];
  expect(hoursInForce(all, TODAY)?.fromDate).toBe("2026-01-01");
  expect(hoursInForce(all, "2026-12-01")?.fromDate).toBe("2026-12-01");
  expect(hoursInForce(all, "2025-12-31")).toBeNull();
});
