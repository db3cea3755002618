import { expect, it } from "vitest";
import { readDate, readMoment, writeMoment } from "./civil-input.ts";

it("a date is read as people here write it, and as a machine does", () => {
  expect(readDate("23/11/2026")).toBe("2026-11-23");
  expect(readDate("1/2/2027")).toBe("2027-02-01");
  expect(readDate("2026-11-23")).toBe("2026-11-23");
  expect(readDate("")).toBeNull();
});

it("a day that no calendar has, or a month written first, is refused", () => {
  for (const text of ["31/02/2026", "11/23/2026", "23/11", "mai", "2026-13-01"]) {
    expect(() => readDate(text), text).toThrowError(expect.objectContaining({ code: "bad-input" }));
  }
});

it("an instant typed in a field comes back to the field as it was", () => {
  const atMs = readMoment("23/11/2026 08:00");
  expect(atMs).toBe(Date.UTC(2026, 10, 23, 1));
  expect(writeMoment(atMs)).toBe("23/11/2026 08:00");
  expect(() => readMoment("23/11/2026 25:00")).toThrowError(expect.objectContaining({ code: "bad-input" }));
});
