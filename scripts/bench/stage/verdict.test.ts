import { expect, test } from "vitest";
import { judge, judgeNone } from "./verdict.ts";

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
