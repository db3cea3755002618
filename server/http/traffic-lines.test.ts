import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTrafficLines } from "./traffic-lines.ts";

const OCTOBER = { site: "Cửa khẩu A", fromDate: "2026-10-01", toDate: "2026-10-31", people: 12_345, source: "trạm" };

describe("lines of traffic", () => {
  test.each([
    ["tabs", "Cửa khẩu A\t01/10/2026\t31/10/2026\t12.345\ttrạm"],
    ["semicolons", "Cửa khẩu A;1/10/2026;31/10/2026;12345;trạm"],
    ["commas and quotes", '"Cửa khẩu A",2026-10-01,2026-10-31,"12,345","trạm"'],
    [
      "a head, a byte order mark and empty lines",
      "\ufeffĐiểm;Từ;Đến;Lượt;Nguồn\r\n\r\nCửa khẩu A;1-10-2026;31.10.2026;12345;trạm\r\n",
    ],
  ])("are read with %s", (_name, text) => {
    expect(readTrafficLines(text)).toEqual([OCTOBER]);
  });

  test("keep a separator and a quote that stand in quotes", () => {
    const [line] = readTrafficLines('"A; ""B""";2026-10-01;2026-10-31;7;"x;y"');
    expect(line).toMatchObject({ site: 'A; "B"', source: "x;y", people: 7 });
  });

  test.each([
    "Cửa khẩu A;01/10/2026;31/10/2026;nhiều;trạm",
    "Cửa khẩu A;31/02/2026;31/10/2026;1;trạm",
    "Cửa khẩu A;01/10/2026;31/10/2026;1.5;trạm",
    "Cửa khẩu A;01/10/2026;31/10/2026;1;trạm;thừa",
    "Cửa khẩu A",
  ])("are refused by number: %s", (bad) => {
    const text = `Cửa khẩu A;01/10/2026;31/10/2026;1;trạm\n${bad}`;
    expect(() => readTrafficLines(text)).toThrow(expect.objectContaining({ parameters: { line: 2 } }));
  });

  test("are no more than may be taken at once", () => {
    const line = "A;01/10/2026;31/10/2026;1;trạm\n";
    expect(readTrafficLines(line.repeat(2_000))).toHaveLength(2_000);
    expect(() => readTrafficLines(line.repeat(2_002))).toThrow(expect.objectContaining({ code: "too-large" }));
    expect(() => readTrafficLines("x".repeat(500_001))).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  test("of any text are read or refused, and never anything else", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', ";", ",", "\t", "\n", "1", "/", "a", "2026-10-01"), maxLength: 60 }),
        (text) => {
          try {
            for (const { people } of readTrafficLines(text)) expect(Number.isSafeInteger(people)).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ name: "DomainError" });
          }
        },
      ),
    );
  });
});
