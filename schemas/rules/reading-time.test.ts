import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_READING_MS, readingTimeMs, SHORTEST_READING_MS } from "./reading-time.ts";

const words = (count: number) => Array.from({ length: count }, () => "tin").join(" ");

describe("reading time", () => {
  it("adds a glance, the code and the words at the language's rate", () => {
    expect(readingTimeMs({ texts: [words(36)], language: "vi", hasQr: false })).toBe(12_000);
    expect(readingTimeMs({ texts: [words(36)], language: "vi", hasQr: true })).toBe(15_000);
    expect(readingTimeMs({ texts: [words(36)], language: "en", hasQr: false })).toBe(14_000);
  });

  it("counts words that no space separates", () => {
    const lao = "ຍິນດີຕ້ອນຮັບສູ່ປະເທດຫວຽດນາມກະລຸນາກຽມເອກະສານຂອງທ່ານໃຫ້ພ້ອມ".repeat(3);
    expect(readingTimeMs({ texts: [lao], language: "lo", hasQr: false })).toBeGreaterThan(SHORTEST_READING_MS);
  });

  it("stays between 8 and 30 seconds, in whole seconds, and never falls when text is added", () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(50), fc.constantFrom("vi", "zh-Hans", "tyz"), (count, more, language) => {
        const ms = readingTimeMs({ texts: [words(count)], language, hasQr: true });
        expect(ms % 1_000).toBe(0);
        expect(ms).toBeGreaterThanOrEqual(SHORTEST_READING_MS);
        expect(ms).toBeLessThanOrEqual(LONGEST_READING_MS);
        expect(readingTimeMs({ texts: [words(count + more)], language, hasQr: true })).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});
