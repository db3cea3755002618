import { describe, expect, test } from "vitest";
import type { ReportCell, ReportColumn } from "../../schemas/report-document.ts";
import { sampleReport } from "../../tests/support/sample-report.ts";
import { cellText, columnHead, numberVi, oneLine, printable, tableNotes } from "./report-text.ts";

const column: ReportColumn = { key: "a", label: "Lượt tiếp cận", unit: "lượt", formula: null, basis: null };

describe("texts of a report", () => {
  test.each<[string, ReportCell, string]>([
    ["a count", { kind: "number", value: 1_234_567, digits: 0 }, "1.234.567"],
    ["a comma before decimals", { kind: "number", value: 12_345, digits: 1 }, "1.234,5"],
    ["zero with a digit", { kind: "number", value: 0, digits: 1 }, "0,0"],
    ["below zero", { kind: "number", value: -1_234, digits: 0 }, "-1.234"],
    ["declared", { kind: "number", value: 12, digits: 0, isDeclared: true }, "12 (*)"],
    ["a share", { kind: "share", ppm: 983_456 }, "98,3%"],
    ["a declared share", { kind: "share", ppm: 5_000, isDeclared: true }, "0,5% (*)"],
    ["a day", { kind: "date", date: "2024-02-05" }, "05/02/2024"],
    [
      "an instant, as clocks show it in Viet Nam",
      { kind: "instant", atMs: Date.parse("2026-10-31T17:05:00Z") },
      "01/11/2026 00:05",
    ],
    ["no source is not zero", { kind: "no-source" }, "chưa có nguồn số liệu"],
    ["what is unknown says why", { kind: "unknown", why: "mất nhịp báo" }, "mất nhịp báo"],
    ["nothing", { kind: "blank" }, ""],
    ["a text of lines in one line", { kind: "text", text: "a\n b\tc" }, "a b c"],
  ])("%s", (_, cell, printed) => expect(cellText(cell)).toBe(printed));

  test("the sign of percent stands once: in the head or in the cell", () => {
    expect(cellText({ kind: "share", ppm: 983_456 }, { ...column, unit: "%" })).toBe("98,3");
    expect(cellText({ kind: "share", ppm: 983_456 }, { ...column, unit: null })).toBe("98,3%");
  });

  test("heads mark what is estimated or declared, and nothing else", () => {
    expect(columnHead({ ...column, basis: "estimated" })).toBe("Lượt tiếp cận (lượt) (ước tính)");
    expect(columnHead({ ...column, basis: "declared" })).toBe("Lượt tiếp cận (lượt) (*)");
    expect(columnHead({ ...column, basis: "measured", unit: null })).toBe("Lượt tiếp cận");
  });

  test("the mark is explained under a table that has it, and under no other", () => {
    const [marked, unmarked] = sampleReport(1).tables;
    expect(marked && tableNotes(marked)).toContain("(*) do đơn vị tự khai");
    expect(unmarked && tableNotes(unmarked)).toEqual([]);
  });

  test("control and direction characters and half characters go, letters stay", () => {
    expect(printable("a\u0000b\u001bc\u202ed\u2066e\ud800f\ufffe")).toBe("abcdef");
    expect(oneLine("Tiê\u0301ng Việt កម្ពុជា \u{1aa80}".normalize("NFD"))).toBe("Tiếng Việt កម្ពុជា \u{1aa80}");
    expect(numberVi(Number.NaN, 0)).toBe("NaN");
  });
});
