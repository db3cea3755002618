import { describe, expect, test } from "vitest";
import { Daypart } from "../../../schemas/entry-timing.ts";
import { onScreens } from "../../../schemas/rules/target-filter.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import { SCREENS, screensOf } from "../../../tests/support/any-compile-input.ts";
import { edition, entry, FROM, idOf, inputOf } from "../../../tests/support/compile-input.ts";
import { CompileCache } from "./compile-cache.ts";
import type { CompileInput } from "./compile-input.ts";
import { compileManifest, viewCompiler } from "./compile-manifest.ts";

const DAYS = 90;
/** Counted from the first. */
const CHANGED_DAY = 30;
const span = { fromDate: FROM, days: DAYS };
const items = (first: number, count: number, seconds: number) =>
  Array.from({ length: count }, (_, index) => edition(first + index, { durationMs: seconds * 1_000 }));

/** A base and a campaign everywhere, and what `more` adds on the second screen alone, on one date. */
function schedule(more: readonly number[]): CompileInput {
  const base = { entry: entry(1), editions: items(1, 7, 17) };
  const claim = { kind: "share" as const, sharePpm: 300_000 };
  const campaign = { entry: entry(2, { layer: "campaign", claim }), editions: items(20, 3, 12) };
  const date = addDays(FROM, CHANGED_DAY);
  const windows = [{ fromLocal: "10:00", untilLocal: "11:00" }];
  const daypart = Daypart.parse({ weekdays: [0, 1, 2, 3, 4, 5, 6], windows });
  const added = more.map((number) => ({
    entry: entry(number, {
      layer: "takeover" as const,
      target: onScreens([SCREENS[1]]),
      fromDate: date,
      untilDate: date,
      hours: { kind: "own" as const, daypart },
    }),
    editions: items(10 * number, 2, 20),
  }));
  return inputOf([base, campaign, ...added], DAYS);
}

describe("a change that reaches one screen on one date", () => {
  test("makes that screen's plan anew and no other: the others' is the very one that stood", () => {
    const cache = new CompileCache();
    const before = schedule([]);
    const screens = screensOf(before);
    const viewsOf = (input: CompileInput) => {
      const compile = viewCompiler(input, cache);
      const views = screens.map((screen) => compile(screen, span));
      cache.turn();
      return views;
    };
    const first = viewsOf(before);
    const second = viewsOf(schedule([3]));
    expect(second.map((view, index) => view === first[index])).toEqual([true, false, true]);
    expect(viewsOf(schedule([3])).map((view, index) => view === second[index])).toEqual([true, true, true]);
  });

  test("leaves every date before it as it was, and those after it the same loops, from two weeks on at the same place", () => {
    const manifestWith = (more: readonly number[]) => {
      const input = schedule(more);
      const [, screen = input.screen] = screensOf(input);
      return compileManifest({ ...input, screen }).manifest;
    };
    const plain = manifestWith([]);
    const changed = manifestWith([3]);
    expect(changed.entries).toContain(idOf(3));
    const planOn = ({ days, dayPlans }: typeof plain, day: number) => dayPlans[days[day]?.[2] ?? ""] ?? [];
    const loopsOn = (manifest: typeof plain, day: number) => [...new Set(planOn(manifest, day).map(([, , id]) => id))];
    for (let day = 0; day < DAYS; day += 1) {
      if (day < CHANGED_DAY || day >= CHANGED_DAY + 14) expect(planOn(changed, day)).toEqual(planOn(plain, day));
      if (day !== CHANGED_DAY) expect(loopsOn(changed, day)).toEqual(loopsOn(plain, day));
    }
    expect(loopsOn(changed, CHANGED_DAY).length).toBe(loopsOn(plain, CHANGED_DAY).length + 1);
    expect(changed.weekly.map((id) => changed.dayPlans[id])).toEqual(plain.weekly.map((id) => plain.dayPlans[id]));
  });
});
