import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryTarget, Tag, type TargetField } from "../entry-target.ts";
import { EVERYWHERE } from "./target-filter.ts";
import { readTarget, type TargetReading, writeTarget } from "./target-text.ts";

const anyText = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
    fc.constantFrom("and", "or", "is", "not", "everywhere", 'sảnh "chờ"', "a, b", "\\", "“”", "22", "x\ny"),
  )
  .map((text) => text.normalize("NFC"))
  .filter((text) => text.length > 0 && text.length <= 64);
const tags = fc
  .stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,30}$/u)
  .map((text) => Tag.safeParse(text).data ?? "sảnh chờ");

function valuesOf(field: TargetField): fc.Arbitrary<string> {
  if (field === "site-kind") return fc.constantFrom("land", "seaport", "airport");
  if (field === "neighbour") return fc.constantFrom("CN", "LA", "KH");
  return field === "tag" ? tags : anyText;
}

const condition = fc
  .constantFrom<TargetField[]>("screen", "cluster", "site", "tag", "site-kind", "province", "neighbour")
  .chain((field) =>
    fc.record({
      field: fc.constant(field),
      is: fc.boolean(),
      values: fc.array(valuesOf(field), { minLength: 1, maxLength: 5 }),
    }),
  );
const target = fc
  .record({
    anyOf: fc.array(fc.record({ allOf: fc.array(condition, { maxLength: 5 }) }), { minLength: 1, maxLength: 5 }),
  })
  .map((raw) => EntryTarget.parse(raw));

const refusalAt = (text: string) => {
  const reading: TargetReading = readTarget(text);
  return reading.ok ? "read" : [reading.at, reading.expected];
};

describe("the text of a target", () => {
  test("reads alternatives, conditions, lists and quotes", () => {
    const text = 'site-kind is land and province is 24, 22 and tag is not "sảnh chờ" or screen is 0193-aa';
    expect(readTarget(text)).toEqual({
      ok: true,
      target: {
        anyOf: [
          {
            allOf: [
              { field: "site-kind", is: true, values: ["land"] },
              { field: "province", is: true, values: ["22", "24"] },
              { field: "tag", is: false, values: ["sảnh chờ"] },
            ],
          },
          { allOf: [{ field: "screen", is: true, values: ["0193-aa"] }] },
        ],
      },
    });
    expect(readTarget("everywhere")).toEqual({ ok: true, target: EVERYWHERE });
  });

  test("is read in upper and lower case, in turned quotes, and decomposed", () => {
    const plain = readTarget('site-kind is land and tag is not "sảnh chờ" and neighbour is CN');
    const other = "SITE-KIND Is Land AND Tag IS NOT “Sảnh  Chờ” and neighbour is cn".normalize("NFD");
    expect(readTarget(other)).toEqual(plain);
    expect(readTarget("EVERYWHERE")).toEqual({ ok: true, target: EVERYWHERE });
  });

  test("written and read again, a target is the same", () => {
    fc.assert(
      fc.property(target, (asked) => {
        expect(readTarget(writeTarget(asked))).toEqual({ ok: true, target: asked });
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 5_000 : 500, interruptAfterTimeLimit: 30_000 },
    );
  });

  test("any text is read or refused at a place within it, and never throws", () => {
    const pieces = fc.constantFrom(
      "site",
      "is",
      "not",
      "and",
      "or",
      ",",
      '"',
      "“",
      "everywhere",
      "tag",
      "x",
      "\\",
      " ",
      "!",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 14 }).map((list) => list.join(" ")),
          fc.string(),
        ),
        (text) => {
          const reading = readTarget(text);
          if (reading.ok) expect(readTarget(writeTarget(reading.target))).toEqual(reading);
          else expect(reading.at >= 0 && reading.at <= text.length).toBe(true);
        },
      ),
    );
  });

  test("what cannot be read is told with its place and what could stand there", () => {
    expect(refusalAt("")).toEqual([0, "field"]);
    expect(refusalAt("gate is 22")).toEqual([0, "field"]);
    expect(refusalAt("province 22")).toEqual([9, "is"]);
    expect(refusalAt("province is")).toEqual([11, "value"]);
    expect(refusalAt("province is 22,")).toEqual([15, "value"]);
    expect(refusalAt("province is and tag is a")).toEqual([12, "value"]);
    expect(refusalAt('tag is ""')).toEqual([7, "value"]);
    expect(refusalAt("province is 22 24")).toEqual([15, "and-or-end"]);
    expect(refusalAt("province is 22 and")).toEqual([18, "field"]);
    expect(refusalAt('tag is "sảnh')).toEqual([7, "closing-quote"]);
    expect(refusalAt("site-kind is harbour")).toEqual([13, "site-kind"]);
    expect(refusalAt("neighbour is VN")).toEqual([13, "neighbour"]);
    expect(refusalAt('tag is "<b>"')).toEqual([7, "tag"]);
    expect(refusalAt("everywhere and tag is a")).toEqual([11, "and-or-end"]);
  });

  test("the bounds of a target are those of its text", () => {
    const list = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`).join(", ");
    expect(refusalAt(`province is ${list(2_000)}`)).toBe("read");
    expect(refusalAt(`province is ${list(2_001)}`)).toEqual([expect.any(Number), "fewer-values"]);
    expect(refusalAt(`province is ${"v".repeat(64)}`)).toBe("read");
    expect(refusalAt(`province is ${"v".repeat(65)}`)).toEqual([12, "shorter-value"]);
    expect(refusalAt(Array(12).fill("site is a").join(" and "))).toBe("read");
    expect(refusalAt(Array(13).fill("site is a").join(" and "))).toEqual([168, "fewer-conditions"]);
    expect(refusalAt(Array(12).fill("site is a").join(" or "))).toBe("read");
    expect(refusalAt(Array(13).fill("site is a").join(" or "))).toEqual([156, "fewer-alternatives"]);
  });
});
