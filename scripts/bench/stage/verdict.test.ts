import { expect, test } from "vitest";
import { medianInterval } from "./statistics.ts";
import { judge, judgeMedian, judgeNone } from "./verdict.ts";

test("an aim is met or missed only when all rounds lie on one side of it", () => {
  expect(judge("gap", [3, 4, 5], 5, "ms")).toMatchObject({ verdict: "met", met: true, ours: 4, spread: [3, 5] });
  expect(judge("gap", [6, 7, 8], 5, "ms")).toMatchObject({ verdict: "missed", met: false });
  expect(judge("gap", [3, 4, 6], 5, "ms")).toMatchObject({ verdict: "undecided", met: null });
  expect(judge("gap", [], 5, "ms")).toMatchObject({ verdict: "undecided", met: null });
  expect(judge("gap", [3, Number.NaN], 5, "ms")).toMatchObject({ verdict: "undecided" });
});

test("on a busy machine nothing that takes time is judged, but one black frame is one too many", () => {
  expect(judge("gap", [3], 5, "ms", { busyCores: 0.6 })).toMatchObject({ verdict: "undecided", met: null });
  expect(judgeNone("black", [0, 20, 0], "ms")).toMatchObject({ verdict: "missed", ours: 20 });
  expect(judgeNone("black", [0, 0], "ms")).toMatchObject({ verdict: "met" });
  expect(judgeNone("black", [], "ms")).toMatchObject({ verdict: "undecided" });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test("the interval of a median is the one of the order statistics, and none where there are too few", () => {
  expect(medianInterval(upTo(15), 0.95)).toEqual({ least: 4, most: 12, confidence: expect.closeTo(0.9648, 4) });
  expect(medianInterval(upTo(7).reverse(), 0.95)).toEqual({ least: 1, most: 7, confidence: expect.closeTo(0.9844, 4) });
  expect(medianInterval(upTo(6), 0.95)).toMatchObject({ least: 1, most: 6 });
  expect(medianInterval(upTo(5), 0.95)).toBeUndefined();
  expect(medianInterval([...upTo(9), Number.NaN], 0.95)).toBeUndefined();
});

test("a median is judged by where it may truly lie, neither by the outermost rounds nor by itself alone", () => {
  const rounds = [...upTo(14), 100];
  expect(judgeMedian("start", rounds, 12, "times")).toMatchObject({
    verdict: "met",
    ours: 8,
    interval: [4, 12],
    spread: [1, 100],
  });
  expect(judgeMedian("start", rounds, 11, "times")).toMatchObject({ verdict: "undecided", met: null });
  expect(judgeMedian("start", rounds, 3, "times")).toMatchObject({ verdict: "missed", met: false });
  expect(judgeMedian("start", upTo(5), 50, "times")).toMatchObject({ verdict: "undecided" });
  expect(judgeMedian("start", [], 50, "times")).toMatchObject({ verdict: "undecided" });
  expect(judgeMedian("start", rounds, 50, "times", { busyCores: 0.6 })).toMatchObject({ verdict: "undecided" });
});
