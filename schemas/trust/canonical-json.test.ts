import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.string({ unit: "grapheme" }).map((text) => text.normalize("NFC")),
    fc.array(tie("any"), { maxLength: 5 }),
    fc.dictionary(fc.string({ maxLength: 6 }), tie("any"), { maxKeys: 5, noNullPrototype: true }),
  ),
})).any;

describe("canonical JSON", () => {
  it("is one text for one value, whatever the order of its members", () => {
    fc.assert(
      fc.property(value, (data) => {
        const text = canonicalJson(data);
        expect(JSON.parse(text)).toEqual(data);
        expect(canonicalJson(reversedMembers(data))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("sorts by UTF-16 code units as RFC 8785 asks", () => {
    expect(canonicalJson({ "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude00": 4, "\uffe6": 5, ö: 6 })).toBe(
      '{"\\r":2,"1":3,"ö":6,"\u20ac":1,"\ud83d\ude00":4,"\uffe6":5}',
    );
  });

  it.each([
    ["a fraction", 0.5],
    ["a number past the safe integers", 2 ** 53],
    ["minus zero", -0],
    ["not a number", Number.NaN],
    ["an undefined member", { a: undefined }],
    ["decomposed text", "e\u0302"],
    ["half a surrogate pair", "\ud83d"],
    ["an instance of a class", new Map()],
    ["a big integer", 5n],
  ])("refuses %s instead of writing it down in some way", (_name, data) => {
    expect(() => canonicalJson(data)).toThrow(TypeError);
  });
});

function reversedMembers(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(reversedMembers);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, member]) => [key, reversedMembers(member)]),
  );
}
