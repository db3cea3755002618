import fc from "fast-check";
import { expect, test } from "vitest";
import { readRange } from "./byte-range.ts";

test("one range is exactly the bytes it names", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(999), fc.nat(1_500), (sizeBytes, first, last) => {
      fc.pre(first < sizeBytes && last >= first);
      expect(readRange(`bytes=${first}-${last}`, sizeBytes)).toEqual({
        kind: "part",
        start: first,
        end: Math.min(last + 1, sizeBytes),
      });
      expect(readRange(`bytes=${first}-`, sizeBytes)).toEqual({ kind: "part", start: first, end: sizeBytes });
    }),
  );
});

test("a suffix is the last bytes, however long it is asked for", () => {
  expect(readRange("bytes=-3", 10)).toEqual({ kind: "part", start: 7, end: 10 });
  expect(readRange("bytes=-30", 10)).toEqual({ kind: "part", start: 0, end: 10 });
  expect(readRange("bytes=-0", 10)).toEqual({ kind: "unsatisfiable" });
});

test("a range past the end cannot be satisfied; what is no single range is answered whole", () => {
  expect(readRange("bytes=10-", 10)).toEqual({ kind: "unsatisfiable" });
  for (const header of [undefined, "", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "items=0-1", "bytes=a-b"]) {
    expect(readRange(header, 10)).toEqual({ kind: "whole" });
  }
});
