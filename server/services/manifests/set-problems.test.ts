import { describe, expect, test } from "vitest";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import { edition, entry, idOf, inputOf, SCREEN } from "../../../tests/support/compile-input.ts";
import { compileManifest } from "./compile-manifest.ts";

type Parts = Parameters<typeof inputOf>[0];
type Mix = readonly (readonly [language: string, sharePpm: number])[];

const share = (sharePpm: number) => ({ layer: "campaign" as const, claim: { kind: "share" as const, sharePpm } });
const showings = (perHour: number) => ({ layer: "campaign" as const, claim: { kind: "showings" as const, perHour } });
const items = (first: number, count: number, seconds: number, language = "vi") =>
  Array.from({ length: count }, (_, index) => edition(first + index, { durationMs: seconds * 1_000, language }));

/** The problems of one kind that compiling tells of these entries. */
function told(kind: ScheduleProblem["kind"], parts: Parts, mix: Mix = []): ScheduleProblem[] {
  const input = inputOf(parts, 8);
  const languages = mix.map(([language, sharePpm]) => ({ language, sharePpm, minimumPpm: 0 }));
  const { problems } = compileManifest({ ...input, screen: { ...input.screen, languages } });
  return problems.filter((problem) => problem.kind === kind);
}

const base = { entry: entry(1), editions: items(1, 9, 15) };

describe("what a loop could not keep is told, and what it keeps is not", () => {
  test("showings in the hour for which there is no room, with how many there are", () => {
    const asks = (perHour: number) => [base, { entry: entry(2, showings(perHour)), editions: items(20, 2, 30) }];
    expect(told("showings-not-met", asks(6))).toEqual([]);
    const [problem, ...more] = told("showings-not-met", asks(200));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ screenId: SCREEN, entryId: idOf(2), perHour: 200 });
    expect(problem?.kind === "showings-not-met" && problem.least).toBeLessThan(121);
  });

  test("a spacing that the entry's own few items cannot keep", () => {
    const asks = (spacingMs: number) => [
      base,
      { entry: entry(2, { ...share(400_000), spacingMs }), editions: items(20, 2, 15) },
    ];
    expect(told("spacing-not-met", asks(15_000))).toEqual([]);
    const [problem, ...more] = told("spacing-not-met", asks(600_000));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ screenId: SCREEN, entryId: idOf(2) });
    expect(problem?.kind === "spacing-not-met" && problem.tooClose).toBeGreaterThan(0);
  });

  test("an item that has to follow itself", () => {
    const lone = [{ entry: entry(2), editions: items(20, 1, 15) }];
    expect(told("repeats", lone)).toEqual([{ kind: "repeats", screenId: SCREEN, entryIds: [idOf(2)] }]);
    expect(told("repeats", [base])).toEqual([]);
  });

  test("locked shares over the whole, apart from claims over the whole", () => {
    const asks = (ministryPpm: number, provincePpm: number) =>
      [
        { entry: entry(2, { ...share(ministryPpm), lock: "ministry" }), editions: items(20, 3, 15) },
        { entry: entry(3, { ...share(provincePpm), lock: "province" }), editions: items(30, 3, 15) },
        base,
      ] satisfies Parts;
    expect(told("locked-over-whole", asks(600_000, 300_000))).toEqual([]);
    expect(told("locked-over-whole", asks(700_000, 600_000))).toEqual([
      { kind: "locked-over-whole", screenId: SCREEN, entryIds: [idOf(2), idOf(3)] },
    ]);
  });

  test("a cap that had to give way because nothing else could play", () => {
    const capped = { entry: entry(2, { capPpm: 250_000 }), editions: items(20, 4, 15) };
    expect(told("share-not-met", [capped])).toEqual([
      { kind: "share-not-met", screenId: SCREEN, entryId: idOf(2), wantedPpm: 250_000, heldPpm: 1_000_000 },
    ]);
    expect(told("share-not-met", [base, capped])).toEqual([]);
  });

  test("hours that long items make uneven in a language, by how much and by which length", () => {
    const mix: Mix = [
      ["vi", 500_000],
      ["km", 500_000],
    ];
    const of = (seconds: number) => [
      { entry: entry(2), editions: [...items(20, 3, seconds), ...items(30, 3, seconds, "km")] },
    ];
    expect(told("uneven-hours", of(20), mix)).toEqual([]);
    const uneven = told("uneven-hours", of(280), mix);
    expect(uneven.map((problem) => problem.kind === "uneven-hours" && problem.language).sort()).toEqual(["km", "vi"]);
    for (const problem of uneven) {
      expect(problem).toMatchObject({ screenId: SCREEN, longestItemMs: 280_000 });
      expect(problem.kind === "uneven-hours" && problem.worstHourPpm).toBeGreaterThan(20_000);
    }
  });
});
