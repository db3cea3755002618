import { expect, it } from "vitest";
import { endsNextDay, readTime, readWindow, readWindows, windowWords, writeWindows } from "./window-text.ts";

it("hours are read as people here write them, and written one way", () => {
  expect(readTime("7")).toBe("07:00");
  expect(readTime("7h30")).toBe("07:30");
  expect(readTime("24:00")).toBe("24:00");
  expect(writeWindows(readWindows("13h đến 17h; 7:00-11:30"))).toBe("07:00–11:30, 13:00–17:00");
  expect(readWindows("")).toEqual([]);
});

it("hours that overlap come out as one, and a night keeps its end on the next day", () => {
  expect(writeWindows(readWindows("07:00–12:00, 11:00–17:00"))).toBe("07:00–17:00");
  const night = readWindows("22:00-06:00");
  expect(windowWords(night, "hôm sau")).toBe("22:00–06:00 hôm sau");
  expect(readWindows("22:00–00:00").map(endsNextDay)).toEqual([false]);
});

it("a night is the same window whether its end says the next day or not; a day and an hour is none", () => {
  const bare = readWindows("22:00–06:00");
  for (const text of ["22:00–06:00 hôm sau", "22:00 đến 06:00 (+1)", "22:00–06:00 next day", "22h-6h +1"]) {
    expect(readWindows(text), text).toEqual(bare);
  }
  expect(readWindows(windowWords(bare, "hôm sau"))).toEqual(bare);
  expect(() => readWindows("07:00–08:00 hôm sau")).toThrowError(expect.objectContaining({ code: "bad-input" }));
});

it("a window that is half there, without length, or no time at all is refused", () => {
  for (const text of ["07:00", "07:00-07:00", "24:00-06:00", "7-8-9", "25:00-26:00", "sáng"]) {
    expect(() => readWindows(text), text).toThrowError(expect.objectContaining({ code: "bad-input" }));
  }
  expect(() => readWindow("", "08:00")).toThrowError(expect.objectContaining({ messageKey: "entry-form.half-time" }));
});
