import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeSpans, type Span } from "../../../schemas/rules/daypart-windows.ts";
import { splitByOpening } from "./opening-airtime.ts";

const length = (fromMs: number, toMs: number) => toMs - fromMs;

it("airtime is parted at the very edges of the opening hours, also where they run past the period", () => {
  const spans: Span[] = [
    [-50, 10],
    [20, 30],
    [90, 150],
  ];
  expect(splitByOpening(spans, 0, 100, length)).toEqual({ insideMs: 30, outsideMs: 70 });
  expect(splitByOpening([], 0, 100, length)).toEqual({ insideMs: 0, outsideMs: 100 });
  expect(splitByOpening([[0, 100]], 0, 100, length)).toEqual({ insideMs: 100, outsideMs: 0 });
  expect(splitByOpening([[200, 300]], 0, 100, length)).toEqual({ insideMs: 0, outsideMs: 100 });
});

it("inside and outside together are the whole, each instant counted once", () => {
  const span = fc.tuple(fc.integer({ min: -100, max: 1_100 }), fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(
      fc.array(span),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 500 }),
      (all, from, more) => {
        const spans = mergeSpans(all.map(([start, long]): Span => [start, start + long]));
        const measured: Span[] = [];
        const { insideMs, outsideMs } = splitByOpening(spans, from, from + more, (start, end) => {
          measured.push([start, end]);
          return end - start;
        });
        expect(insideMs + outsideMs).toBe(more);
        expect(mergeSpans(measured)).toEqual(more === 0 ? [] : [[from, from + more]]);
      },
    ),
    { interruptAfterTimeLimit: 10_000 },
  );
});
