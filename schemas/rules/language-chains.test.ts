import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LanguageMix } from "../language-mix.ts";
import { readReferenceData } from "../reference/reference-data.ts";
import { defaultLanguageMix, fallbackChain } from "./language-chains.ts";

const { languages, gates } = readReferenceData();
const tags = languages.rows.map(({ tag }) => tag);
const rolesOf = (tag: string) => languages.rows.find((row) => row.tag === tag)?.role ?? ["foreign" as const];
const chain = (tag: string) => fallbackChain(tag, rolesOf(tag), tags);

describe("fallback chains", () => {
  test("a minority's readers get Vietnamese, then English", () => {
    expect(chain("tyz")).toEqual(["vi", "en"]);
    expect(chain("hmn-VN")).toEqual(["vi", "en"]);
  });

  test("another script of the language comes before other languages", () => {
    expect(chain("zh-Hant")).toEqual(["zh-Hans", "en", "vi"]);
    expect(chain("blt-Tavt")).toEqual(["blt-Latn", "vi", "en"]);
  });

  test("visitors get English, then Vietnamese, also where a minority speaks their language", () => {
    expect(chain("lo")).toEqual(["en", "vi"]);
    expect(chain("km")).toEqual(["en", "vi"]);
    expect(chain("en")).toEqual(["vi"]);
    expect(chain("vi")).toEqual(["en"]);
  });

  test("no chain names its own language, one twice, or one that is not there", () => {
    for (const tag of tags) {
      const found = chain(tag);
      expect(found).not.toContain(tag);
      expect(new Set(found).size).toBe(found.length);
      for (const other of found) expect(tags).toContain(other);
    }
    expect(fallbackChain("tyz", ["minority"], ["tyz", "lo"])).toEqual([]);
  });
});

describe("the default mix of a place", () => {
  const sharesOf = (...args: Parameters<typeof defaultLanguageMix>) =>
    Object.fromEntries(defaultLanguageMix(...args).map(({ language, sharePpm }) => [language, sharePpm]));

  test("Vietnamese 50, the neighbour's language 30, English 15, the place's own languages share 5", () => {
    expect(sharesOf(["vi", "zh-Hans", "en", "ium", "tyz"], "CN", rolesOf)).toEqual({
      vi: 500_000,
      "zh-Hans": 300_000,
      en: 150_000,
      ium: 25_000,
      tyz: 25_000,
    });
    expect(sharesOf(["vi", "km", "en", "cja"], "KH", rolesOf)).toMatchObject({ km: 300_000, cja: 50_000 });
  });

  test("what the place has not is shared out by weight among the others", () => {
    expect(sharesOf(["vi", "lo", "en"], "LA", rolesOf)).toEqual({ vi: 526_316, lo: 315_790, en: 157_894 });
    expect(sharesOf(["vi", "en"], null, rolesOf)).toEqual({ vi: 769_231, en: 230_769 });
    expect(sharesOf([], null, rolesOf)).toEqual({ vi: 1_000_000 });
  });

  test("without a neighbour its visitors' languages share the neighbour's part", () => {
    expect(sharesOf(["vi", "en", "zh-Hans", "ko"], null, rolesOf)).toEqual({
      vi: 526_316,
      en: 157_895,
      "zh-Hans": 157_895,
      ko: 157_894,
    });
  });

  test("a minimum is half of the share, and at least one per cent where the share is as much", () => {
    const mix = defaultLanguageMix(["vi", "lo", "en", "blt-Tavt", "hmn-VN", "hni"], "LA", rolesOf);
    expect(mix.map(({ minimumPpm }) => minimumPpm)).toEqual([250_000, 150_000, 75_000, 10_000, 10_000, 10_000]);
    const many = defaultLanguageMix(
      ["vi", ...tags.filter((tag) => rolesOf(tag).includes("minority")).slice(0, 8)],
      "LA",
      rolesOf,
    );
    for (const { sharePpm, minimumPpm } of many) expect(minimumPpm).toBeLessThanOrEqual(sharePpm);
  });

  test("every gate of the reference data gets a valid mix, with each of its languages and Vietnamese foremost", () => {
    for (const gate of gates.rows) {
      const mix = defaultLanguageMix(gate.languages, gate.neighbour, rolesOf);
      expect(LanguageMix.parse(mix)).toEqual(mix);
      expect(mix[0]?.language).toBe("vi");
      expect(new Set(mix.map(({ language }) => language))).toEqual(new Set(gate.languages));
    }
  });

  test("any languages make a whole", () => {
    const some = fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 20 });
    fc.assert(
      fc.property(some, fc.constantFrom("CN", "LA", "KH", null), (list, neighbour) => {
        const mix = defaultLanguageMix(list, neighbour, rolesOf);
        expect(LanguageMix.parse(mix)).toEqual(mix);
        expect(mix.length).toBe(Math.max(1, Math.min(12, list.length)));
      }),
    );
  });
});
