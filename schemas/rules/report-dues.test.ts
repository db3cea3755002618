import { expect, it } from "vitest";
import { reportDueDate } from "./report-dues.ts";

it("a report is due when the rules say so, over the ends of years too", () => {
  expect(reportDueDate("month", "2026-10-31")).toBe("2026-11-05");
  expect(reportDueDate("month", "2026-12-31")).toBe("2027-01-05");
  expect(reportDueDate("quarter", "2026-12-31")).toBe("2026-12-15");
  expect(reportDueDate("year", "2026-12-31")).toBe("2026-11-29");
  expect(reportDueDate("programme", "2026-06-30")).toBe("2026-05-31");
  expect(reportDueDate("programme", "2026-12-31")).toBe("2026-11-30");
  expect(reportDueDate("programme", "2026-03-31")).toBeNull();
  expect(reportDueDate("certificate", "2026-03-31")).toBeNull();
});
