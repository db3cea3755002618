import { describe, expect, test } from "vitest";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { edition, entry, FROM, idOf, inputOf, start } from "../../../tests/support/compile-input.ts";
import type { CompileInput } from "../manifests/compile-input.ts";
import { planScreen } from "../manifests/plan-screen.ts";
import { type DayOfScreen, dayOfScreen } from "./day-of-screen.ts";

const HOUR_MS = 3_600_000;
const hour = (hours: number) => start + hours * HOUR_MS;
const own = (fromLocal: string, untilLocal: string): ScheduledEntry["hours"] => ({
  kind: "own",
  daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] },
});
const share = (sharePpm: number) => ({ kind: "share" as const, sharePpm });
const long = (number: number) => edition(number, { durationMs: 20_000 });

function viewOf(parts: Parameters<typeof inputOf>[0], change: Partial<CompileInput> = {}, date = FROM): DayOfScreen {
  const input = { ...inputOf(parts, 10), ...change };
  return dayOfScreen(planScreen(input), { sources: input, expired: new Set() }, date);
}

function barsOf(view: DayOfScreen, number: number): (string | number)[][] {
  return view.bars
    .filter(({ entryId }) => entryId === idOf(number))
    .map(({ state, fromMs, toMs }) => [state, (fromMs - start) / HOUR_MS, (toMs - start) / HOUR_MS]);
}

describe("the day of a screen", () => {
  test("a window over midnight is one bar, drawn from its start into the night after, and said to come from before", () => {
    const view = viewOf([{ entry: entry(1, { hours: own("22:00", "05:00") }), editions: [long(1)] }]);
    expect(barsOf(view, 1)).toEqual([
      ["on-air", 0, 5],
      ["on-air", 22, 29],
    ]);
    expect(view.bars.map(({ continuesBefore, continuesAfter }) => [continuesBefore, continuesAfter])).toEqual([
      [true, false],
      [false, false],
    ]);
    expect([view.startAtMs, view.midnightMs, view.endAtMs]).toEqual([hour(0), hour(24), hour(30)]);
  });

  test("what a takeover covers is drawn as covered, and goes on where it ends; what is shut is not drawn", () => {
    const view = viewOf([
      { entry: entry(1), editions: [long(1)] },
      { entry: entry(2, { layer: "takeover", hours: own("16:00", "17:00") }), editions: [long(2)] },
      {
        entry: entry(3, { exceptions: [{ date: FROM, windows: [], note: "" }], untilDate: FROM }),
        editions: [long(3)],
      },
    ]);
    expect(barsOf(view, 1)).toEqual([
      ["on-air", 0, 16],
      ["covered", 16, 17],
      ["on-air", 17, 30],
    ]);
    expect(barsOf(view, 2)).toEqual([["on-air", 16, 17]]);
    expect(barsOf(view, 3)).toEqual([]);
    expect(view.bars[0]?.layer).toBe("takeover");
  });

  test("an open entry with nothing to show is drawn as waiting, with what it waits for", () => {
    const parts = [
      { entry: entry(1), editions: [long(1)] },
      {
        entry: entry(2, { layer: "campaign", claim: share(200_000), hours: own("12:00", "20:00") }),
        editions: [long(2)],
      },
    ];
    const { editions } = inputOf(parts);
    const waiting = viewOf(parts, { editions: { ...editions, [long(2).editionVersionId]: [] } });
    expect(barsOf(waiting, 2)).toEqual([["waiting", 12, 20]]);
    expect(waiting.bars.find(({ entryId }) => entryId === idOf(2))?.waitsFor).toBe("nothing-approved");
    expect(viewOf(parts).bars.find(({ entryId }) => entryId === idOf(2))).toMatchObject({
      state: "on-air",
      waitsFor: null,
      sharePpm: 200_000,
    });
  });

  test("a locked share's ticks are the very starts that the player shows", () => {
    const parts = [
      { entry: entry(1), editions: [long(1)] },
      { entry: entry(2, { layer: "campaign", claim: share(66_667), lock: "ministry" }), editions: [long(2)] },
    ];
    const { manifest } = planScreen(inputOf(parts, 10));
    const [ticks] = viewOf(parts).locked;
    if (ticks === undefined) throw new Error("There are no ticks.");
    const seen: number[] = [];
    for (let atMs = hour(0); atMs < hour(30); ) {
      const answer = slotAt(manifest, atMs);
      if (answer.kind === "item" && answer.entryId === idOf(2)) seen.push(answer.startedAtMs);
      atMs = answer.endsAtMs;
    }
    expect(ticks.atMs).toEqual(seen);
    expect(ticks.perHour).toHaveLength(30);
    expect(ticks.perHour.reduce((sum, count) => sum + count, 0)).toBe(seen.length);
    for (const count of ticks.perHour) expect(Math.abs(count - 12)).toBeLessThanOrEqual(1);
  });

  test("a section is drawn at its time and does not tear the bars it lies in", () => {
    const view = viewOf([
      { entry: entry(1), editions: [long(1), long(3)] },
      {
        entry: entry(2, { layer: "campaign", claim: { kind: "pinned", atLocal: ["09:00", "12:00"], exact: true } }),
        editions: [long(2)],
      },
    ]);
    expect(view.sections).toEqual(
      [9, 12].map((at) => ({
        entryId: idOf(2),
        name: "Entry 2",
        dueAtMs: hour(at),
        fromMs: hour(at),
        toMs: hour(at) + 20_000,
      })),
    );
    expect(barsOf(view, 1)).toEqual([["on-air", 0, 30]]);
  });

  test("holes and closed hours are drawn where they are, to the millisecond", () => {
    const weekly = Array.from({ length: 7 }, () => [{ fromLocal: "05:00", untilLocal: "22:00" }]);
    const hours = [{ fromDate: "2026-01-01", hours: { weekly, publicHolidays: null, exceptions: [] } }];
    const parts = [
      { entry: entry(1, { untilDate: addDays(FROM, 5), hours: own("06:00", "12:00") }), editions: [long(1)] },
    ];
    const view = viewOf(parts, { screen: { ...inputOf(parts).screen, hours } });
    expect(view.holes.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [hour(0), hour(6)],
      [hour(12), hour(30)],
    ]);
    expect(view.closed).toEqual([
      { fromMs: hour(0), toMs: hour(5) },
      { fromMs: hour(22), toMs: hour(29) },
    ]);
  });

  test("the languages of the day stand beside what the place wants, and make a whole", () => {
    const parts = [
      {
        entry: entry(1),
        editions: [edition(1, { durationMs: 20_000 }), edition(2, { durationMs: 20_000, language: "lo" })],
      },
    ];
    const languages = [
      { language: "vi", sharePpm: 600_000, minimumPpm: 0 },
      { language: "lo", sharePpm: 400_000, minimumPpm: 0 },
    ];
    const view = viewOf(parts, { screen: { ...inputOf(parts).screen, languages } });
    expect(view.languages.map(({ language, wantedPpm }) => [language, wantedPpm])).toEqual([
      ["vi", 600_000],
      ["lo", 400_000],
    ]);
    expect(view.languages.reduce((sum, { heldPpm }) => sum + heldPpm, 0)).toBeCloseTo(1_000_000, -1);
    for (const { heldPpm, wantedPpm } of view.languages)
      expect(Math.abs(heldPpm - (wantedPpm ?? 0))).toBeLessThan(5_000);
  });

  test("two takeovers at once are a clash, and only on the days they meet", () => {
    const parts = [
      { entry: entry(1), editions: [long(1)] },
      { entry: entry(2, { layer: "takeover", hours: own("16:00", "17:00") }), editions: [long(2)] },
      {
        entry: entry(3, { layer: "takeover", hours: own("16:30", "18:00"), untilDate: FROM }),
        editions: [long(3)],
      },
    ];
    expect(viewOf(parts).clashes).toMatchObject([
      { winnerId: idOf(3), loserId: idOf(2), fromMs: hour(16.5), toMs: hour(17) },
    ]);
    expect(viewOf(parts, {}, addDays(FROM, 1)).clashes).toEqual([]);
  });
});
