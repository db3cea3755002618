import { expect, it } from "vitest";
import { formOf } from "../form-input.ts";
import { FormProblems } from "../form-problems.ts";
import { readLanguageRows, readMix, scaledRows, sumOf, withLanguage } from "./languages-input.ts";

const form = (share: string[], minimum: string[] = ["25", "15", "0"]) =>
  formOf({ language: ["vi", "lo", "en"], share, minimum });
const nameOf = (language: string) => language;

it("shares that make a whole are read as they were typed, comma or point", () => {
  expect(readMix(form(["50", "33,3333", "16.6667"]), nameOf)).toEqual([
    { language: "vi", sharePpm: 500_000, minimumPpm: 250_000 },
    { language: "lo", sharePpm: 333_333, minimumPpm: 150_000 },
    { language: "en", sharePpm: 166_667, minimumPpm: 0 },
  ]);
});

it("shares that make no whole are refused and never scaled unasked", () => {
  const refused = (share: string[], minimum?: string[]) => {
    try {
      readMix(form(share, minimum), nameOf);
      return [];
    } catch (error) {
      return error instanceof FormProblems ? error.problems.map(({ field }) => field) : [];
    }
  };
  expect(refused(["50", "30", "15"])).toEqual(["whole"]);
  expect(refused(["50", "30", "x"])).toEqual(["share-en", "whole"]);
  expect(refused(["50", "30", "20"], ["60", "0", "0"])).toEqual(["minimum-vi"]);
});

it("shared out anew they make a whole, and a minimum never stays above its share", () => {
  const rows = scaledRows(readLanguageRows(form(["80", "80", "40"], ["80", "10", "0"])));
  expect(sumOf(rows)).toBe(1_000_000);
  expect(rows.map(({ sharePpm }) => sharePpm)).toEqual([400_000, 400_000, 200_000]);
  expect(rows[0]?.minimumPpm).toBe(400_000);
});

it("an added language gets its share from the others; one that is there changes nothing", () => {
  const rows = readLanguageRows(form(["50", "30", "20"]));
  const more = withLanguage(rows, "bru");
  expect(sumOf(more)).toBe(1_000_000);
  expect(more.at(-1)).toEqual({ language: "bru", sharePpm: 50_000, minimumPpm: 25_000 });
  expect(withLanguage(rows, "lo")).toEqual(rows);
});
