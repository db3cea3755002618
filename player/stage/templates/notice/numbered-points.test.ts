import { expect, test } from "vitest";
import { numberedPoints } from "./numbered-points.ts";

test("a text whose every line is numbered becomes points, split at the first colon", () => {
  expect(numberedPoints("1. Giấy tờ: hộ chiếu, thị thực\n2. Xếp hàng")).toEqual([
    { number: "1", title: "Giấy tờ", detail: "hộ chiếu, thị thực" },
    { number: "2", title: "Xếp hàng", detail: "" },
  ]);
  expect(numberedPoints("១. លិខិតឆ្លងដែន\n២. ជួរ")).toHaveLength(2);
});

test("any other text stays a text", () => {
  expect(numberedPoints("1. Một dòng")).toEqual([]);
  expect(numberedPoints("1. Giấy tờ\nXếp hàng")).toEqual([]);
  expect(numberedPoints("2026 là năm\n2027 là năm")).toEqual([]);
  expect(numberedPoints(["1. a", "2. b", "3. c", "4. d", "5. e", "6. f"].join("\n"))).toEqual([]);
});
