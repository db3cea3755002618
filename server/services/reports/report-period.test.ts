import { describe, expect, it } from "vitest";
import { periodAfter, periodAround, periodBefore, periodLastYear, periodOf } from "./report-period.ts";

describe("a report's period", () => {
  it("holds every civil day of it and no other, to the millisecond of the reports' zone", () => {
    const february = periodOf("2028-02");
    expect(february).toMatchObject({ fromDate: "2028-02-01", toDate: "2028-02-29", name: "tháng 02 năm 2028" });
    expect(february.fromMs).toBe(Date.parse("2028-01-31T17:00:00Z"));
    expect(february.toMs).toBe(Date.parse("2028-02-29T17:00:00Z"));
    expect(periodOf("2026-Q4")).toMatchObject({
      fromDate: "2026-10-01",
      toDate: "2026-12-31",
      name: "quý IV năm 2026",
    });
    expect(periodOf("2026")).toMatchObject({ fromDate: "2026-01-01", toDate: "2026-12-31", name: "năm 2026" });
  });

  it("is followed by the next without a gap, back and forth, over the ends of years", () => {
    for (const code of ["2026-12", "2027-01", "2026-Q1", "2026-Q4", "2026"]) {
      expect(periodAfter(code).fromMs).toBe(periodOf(code).toMs);
      expect(periodBefore(code).toMs).toBe(periodOf(code).fromMs);
      expect(periodBefore(periodAfter(code).code).code).toBe(code);
      expect(periodLastYear(code).code).toBe(code.replace(/^20\d\d/, (year) => String(Number(year) - 1)));
    }
    expect(periodAround("quarter", "2026-11-22").code).toBe("2026-Q4");
    expect(periodAround("month", "2026-11-30").code).toBe("2026-11");
  });

  it("is refused when it is none", () => {
    for (const code of ["2026-13", "2026-Q5", "26", "2026-1", "2026-Q", ""]) expect(() => periodOf(code)).toThrow();
  });
});
