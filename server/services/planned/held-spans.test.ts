import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type HoldingSign, heldSpans, type ServedSigns } from "./held-spans.ts";

const sign = (atMs: number, revision: number): HoldingSign => ({ atMs, revision });
const service = (fromMs: number, toMs: number, ...signs: HoldingSign[]): ServedSigns => ({ fromMs, toMs, signs });

describe("what a screen held", () => {
  test("is a revision from the first sign of it to the first of another, through every silence", () => {
    const signs = [sign(10, 1), sign(20, 1), sign(30, 2), sign(900, 2)];
    expect(heldSpans([service(0, 10_000, ...signs)], 0, 1_000)).toEqual([
      { fromMs: 10, toMs: 30, revision: 1 },
      { fromMs: 30, toMs: 1_000, revision: 2 },
    ]);
  });

  test("is nothing before a player's first word and after it said that it holds none", () => {
    expect(heldSpans([service(0, 10_000, sign(50, 3), sign(60, 0))], 0, 100)).toEqual([
      { fromMs: 50, toMs: 60, revision: 3 },
    ]);
    expect(heldSpans([service(0, 10_000)], 0, 100)).toEqual([]);
  });

  test("changes with a player that takes the screen over, which brings its own", () => {
    const spans = heldSpans([service(0, 10_000, sign(5, 1)), service(40, 10_000, sign(70, 1))], 0, 100);
    expect(spans).toEqual([
      { fromMs: 5, toMs: 40, revision: 1 },
      { fromMs: 70, toMs: 100, revision: 1 },
    ]);
  });

  test("is at every instant what the last word said, whatever the order in which the words came in", () => {
    const signs = fc.array(fc.record({ atMs: fc.nat(60), revision: fc.nat(3) }), { maxLength: 12 });
    fc.assert(
      fc.property(signs, fc.nat(30), fc.integer({ min: 31, max: 60 }), (told, fromMs, toMs) => {
        const spans = heldSpans([service(0, 1_000, ...told)], fromMs, toMs);
        for (let at = fromMs; at < toMs; at += 1) {
          const last = told
            .filter(({ atMs }) => atMs <= at)
            .reduce((one, other) => (other.atMs >= one.atMs ? other : one), sign(-1, 0));
          const covering = spans.filter((span) => span.fromMs <= at && at < span.toMs).map(({ revision }) => revision);
          expect(covering).toEqual(last.revision === 0 ? [] : [last.revision]);
        }
      }),
    );
  });
});
