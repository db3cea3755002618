import { expect, test } from "vitest";
import { csvFile } from "./csv.ts";

test("a CSV file holds no text that a spreadsheet would run, and quotes what would end a cell", () => {
  expect(csvFile([["a;=1", "a; @b", "a\tb", "a;b"]])).toBe("\ufeffa;'=1,a; '@b,a\tb,a;b\r\n");
  expect(csvFile([["-1+1", "+x", "@y", "\tz", 'a"b', "c,d", -5, null]])).toBe(
    '\ufeff\'-1+1,\'+x,\'@y,\'\tz,"a""b","c,d",-5,\r\n',
  );
  expect(csvFile([["=HYPERLINK(1)"]])).toBe("\ufeff'=HYPERLINK(1)\r\n");
});
