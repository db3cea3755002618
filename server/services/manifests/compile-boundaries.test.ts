import { describe, expect, test } from "vitest";
import { Daypart } from "../../../schemas/entry-timing.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { type ItemAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { DAY_MS, edition, entry, FROM, idOf, inputOf, SCREEN, start } from "../../../tests/support/compile-input.ts";
import { compileManifest } from "./compile-manifest.ts";
import { planScreen } from "./plan-screen.ts";

const HOUR_MS = 3_600_000;
const own = (fromLocal: string, untilLocal: string): ScheduledEntry["hours"] => ({
  kind: "own",
  daypart: Daypart.parse({ weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] }),
});
const share = (sharePpm: number) => ({ layer: "campaign" as const, claim: { kind: "share" as const, sharePpm } });
const items = (first: number, count: number, seconds: number) =>
  Array.from({ length: count }, (_, index) => edition(first + index, { durationMs: seconds * 1_000 }));
const pinned = (atLocal: string[], exact: boolean) => ({
  layer: "campaign" as const,
  claim: { kind: "pinned" as const, atLocal, exact },
});

type Input = ReturnType<typeof inputOf>;

function itemsBetween(input: Input, fromMs: number, toMs: number): ItemAnswer[] {
  const { manifest } = compileManifest(input);
  const shown: ItemAnswer[] = [];
  for (let atMs = fromMs; atMs < toMs; ) {
    const answer = slotAt(manifest, atMs);
    if (answer.kind === "item") shown.push(answer);
    atMs = answer.endsAtMs;
  }
  return shown;
}

describe("bounds", () => {
  test("a base that goes on for ever is never cut at midnight, week after week", () => {
    const input = inputOf([{ entry: entry(1), editions: items(1, 7, 17) }], 30);
    for (const { startedAtMs, endsAtMs } of itemsBetween(input, start + HOUR_MS, start + 20 * DAY_MS).slice(1)) {
      expect(endsAtMs - startedAtMs).toBe(17_000);
    }
  });

  test("between campaigns and base the item on the glass plays to its end; nothing is shorter than itself", () => {
    const input = inputOf(
      [
        { entry: entry(1), editions: items(1, 7, 17) },
        { entry: entry(2, { ...share(300_000), hours: own("22:00", "02:00") }), editions: items(20, 5, 23) },
      ],
      21,
    );
    // A week without an exact bound is anchored once, at its first: that one alone may cut.
    const cut = itemsBetween(input, start, start + 14 * DAY_MS).filter(
      ({ startedAtMs, endsAtMs, item }) => endsAtMs - startedAtMs !== item.durationMs,
    );
    expect(cut.length).toBeLessThanOrEqual(3);
  });

  test("a takeover begins and ends to the millisecond, and locked shares keep theirs within it", () => {
    const input = inputOf([
      { entry: entry(1), editions: items(1, 7, 17) },
      { entry: entry(2, { ...share(250_000), lock: "ministry" }), editions: items(20, 3, 15) },
      { entry: entry(3, { layer: "takeover", hours: own("10:00", "11:00") }), editions: items(30, 4, 20) },
    ]);
    const fromMs = start + 10 * HOUR_MS;
    const within = itemsBetween(input, fromMs, fromMs + HOUR_MS);
    expect(new Set(within.map(({ entryId }) => entryId))).toEqual(new Set([idOf(2), idOf(3)]));
    expect(within[0]?.startedAtMs).toBe(fromMs);
    expect(within.at(-1)?.endsAtMs).toBe(fromMs + HOUR_MS);
    const lockedMs = within
      .filter(({ entryId }) => entryId === idOf(2))
      .reduce((sum, { startedAtMs, endsAtMs }) => sum + endsAtMs - startedAtMs, 0);
    expect(Math.abs(lockedMs - 0.25 * HOUR_MS)).toBeLessThanOrEqual(20_000);
    expect(slotAt(compileManifest(input).manifest, fromMs - 1)).not.toMatchObject({ entryId: idOf(3) });
  });

  test("of two takeovers the later wins, and the clash is told", () => {
    const input = inputOf([
      { entry: entry(1, { layer: "takeover" }), editions: items(1, 3, 15) },
      {
        entry: entry(2, { layer: "takeover", fromDate: "2026-06-01", hours: own("08:00", "09:00") }),
        editions: items(9, 3, 15),
      },
    ]);
    const { problems } = compileManifest(input);
    const fromMs = start + 8 * HOUR_MS;
    const clash = {
      kind: "clash",
      screenId: SCREEN,
      winnerId: idOf(2),
      loserId: idOf(1),
      fromMs,
      toMs: fromMs + HOUR_MS,
    };
    expect(problems).toContainEqual(clash);
  });
});

describe("sections", () => {
  const base = { entry: entry(1), editions: items(1, 7, 17) };

  test("play their list once, in its order, from the end of the item before or to the millisecond", () => {
    for (const exact of [false, true]) {
      const section = { entry: entry(2, pinned(["12:00"], exact)), editions: items(20, 4, 30) };
      const input = inputOf([base, section]);
      for (let day = 0; day < 10; day += 1) {
        const dueMs = start + day * DAY_MS + 12 * HOUR_MS;
        const shown = itemsBetween(input, dueMs, dueMs + HOUR_MS).filter(({ entryId }) => entryId === idOf(2));
        expect(shown.map(({ item }) => item.airingSha256)).toEqual(section.editions.map((one) => one.airingSha256));
        const lateMs = (shown[0]?.startedAtMs ?? 0) - dueMs;
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(exact ? 1 : 17_000);
        expect((shown.at(-1)?.endsAtMs ?? 0) - (shown[0]?.startedAtMs ?? 0)).toBe(120_000);
      }
    }
  });

  test("queue in the order of their times, and one that comes five minutes late is told as a clash", () => {
    const first = { entry: entry(2, pinned(["12:00"], true)), editions: items(20, 10, 60) };
    const second = { entry: entry(3, pinned(["12:02"], true)), editions: items(40, 2, 30) };
    const input = inputOf([base, first, second]);
    const dueMs = start + 12 * HOUR_MS;
    const shown = itemsBetween(input, dueMs, dueMs + HOUR_MS);
    const next = shown.find(({ entryId }) => entryId === idOf(3));
    expect(next?.startedAtMs).toBe(dueMs + 600_000);
    const clash = {
      kind: "clash",
      winnerId: idOf(2),
      loserId: idOf(3),
      fromMs: dueMs + 120_000,
      toMs: dueMs + 600_000,
    };
    expect(compileManifest(input).problems).toContainEqual({ ...clash, screenId: SCREEN });
  });

  test("leave locked shares theirs however short and many they are", () => {
    const clock = (minute: number) =>
      `${String(Math.floor(minute / 60)).padStart(2, "0")}:${minute % 60 < 10 ? "0" : ""}${minute % 60}`;
    const locked = {
      entry: entry(1, { ...share(100_000), lock: "ministry" }),
      editions: [edition(1, { durationMs: 30_000 })],
    };
    for (const [every, durationMs] of [
      [2, 119_000],
      [10, 119_000],
      [3, 14_000],
    ] as const) {
      const sections = Array.from({ length: Math.ceil(1_440 / every / 48) }, (_, index) => {
        const minutes = Array.from({ length: 48 }, (_, at) => (index * 48 + at) * every).filter(
          (minute) => minute < 1_440,
        );
        return {
          entry: entry(10 + index, pinned(minutes.map(clock), true)),
          editions: [edition(10 + index, { durationMs })],
        };
      });
      const base = { entry: entry(2), editions: [edition(2), edition(3)] };
      const shown = itemsBetween(inputOf([locked, base, ...sections], 3), start, start + DAY_MS);
      const lockedMs = shown
        .filter(({ entryId }) => entryId === idOf(1))
        .reduce((sum, { startedAtMs, endsAtMs }) => sum + endsAtMs - startedAtMs, 0);
      expect(lockedMs).toBeGreaterThanOrEqual(0.1 * DAY_MS - 2 * 30_000);
      expect(shown.some(({ entryId }) => entryId === idOf(10))).toBe(true);
    }
  });

  test("in every minute of the day still make a manifest that can be read", () => {
    const clock = (hour: number, minute: number) =>
      `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
    const sections = Array.from({ length: 48 }, (_, half) => {
      const times = Array.from({ length: 30 }, (_, minute) => clock(half >> 1, (half % 2) * 30 + minute));
      return { entry: entry(10 + half, pinned(times, true)), editions: [edition(10 + half, { durationMs: 5_000 })] };
    });
    const input = inputOf([{ entry: entry(2), editions: items(60, 2, 10) }, ...sections], 3);
    expect(Manifest.safeParse(compileManifest(input).manifest).success).toBe(true);
  });

  test("begin no item of a locked entry that has closed meanwhile, and its items until then", () => {
    const section = { entry: entry(2, pinned(["23:58"], true)), editions: items(20, 10, 20) };
    const locked = entry(3, { ...share(300_000), lock: "province", hours: own("06:00", "24:00") });
    const input = inputOf(
      [{ entry: entry(1), editions: items(1, 5, 10) }, section, { entry: locked, editions: items(40, 2, 10) }],
      14,
    );
    let overMidnight = 0;
    for (let day = 1; day < 12; day += 1) {
      const midnight = start + day * DAY_MS;
      const shown = itemsBetween(input, midnight - 120_000, midnight + 180_000);
      const begun = (number: number) =>
        shown.filter(({ entryId }) => entryId === idOf(number)).map(({ startedAtMs }) => startedAtMs - midnight);
      overMidnight += begun(2).some((atMs) => atMs >= 0) ? 1 : 0;
      expect(begun(3).some((atMs) => atMs < 0)).toBe(true);
      expect(begun(3).filter((atMs) => atMs >= 0)).toEqual([]);
    }
    // Where a week is anchored its section is cut.
    expect(overMidnight).toBeGreaterThan(5);
  });

  test("leave locked shares theirs, and do not play while another has the glass alone", () => {
    const locked = { entry: entry(4, { ...share(250_000), lock: "province" }), editions: items(60, 3, 15) };
    const section = { entry: entry(2, pinned(["12:00", "15:00"], true)), editions: items(20, 10, 60) };
    const takeover = {
      entry: entry(5, { layer: "takeover", hours: own("14:30", "15:30") }),
      editions: items(70, 3, 20),
    };
    const input = inputOf([base, locked, section, takeover]);
    const noonMs = start + 12 * HOUR_MS;
    const piece = planScreen(input).pieceAt(noonMs + 60_000);
    expect(piece?.section).toEqual({ entryId: idOf(2), dueAtMs: noonMs });
    const lockedPpm = piece?.shares.find(({ entryId }) => entryId === idOf(4))?.heldPpm ?? 0;
    expect(Math.abs(lockedPpm - 250_000)).toBeLessThan(30_000);
    const later = itemsBetween(input, start + 14.5 * HOUR_MS, start + 15.5 * HOUR_MS);
    expect(later.some(({ entryId }) => entryId === idOf(2))).toBe(false);
  });
});

describe("what stands against a plan", () => {
  test("each bad input has its name, and the glass its fallback or the slate", () => {
    const early = { notAfterMs: start - 1 };
    const cases: [string, Input][] = [
      ["empty-playlist", inputOf([{ entry: entry(1), editions: [] }])],
      ["all-expired", inputOf([{ entry: entry(1), editions: [edition(1, early)] }])],
      ["ended", inputOf([{ entry: entry(1, { untilDate: addDays(FROM, -2) }), editions: items(1, 2, 10) }])],
      [
        "never-open",
        inputOf([
          {
            entry: entry(1, { recurrence: { kind: "rule", rrule: "FREQ=YEARLY;BYMONTH=7" } }),
            editions: items(1, 2, 10),
          },
        ]),
      ],
    ];
    for (const [kind, input] of cases) {
      const { manifest, problems } = compileManifest(input);
      expect(problems.map((problem) => problem.kind)).toContain(kind);
      expect(problems.map((problem) => problem.kind)).toContain("hole");
      const answer = slotAt(manifest, start + HOUR_MS);
      if (answer.kind === "item") expect(answer.loopId).toBe(manifest.fallback);
    }
  });

  test("beside a locked share an item longer than a third of its clock hour is left out, and told", () => {
    const film = edition(9, { durationMs: 30 * 60_000 });
    const input = inputOf([
      { entry: entry(1), editions: [...items(1, 4, 17), film] },
      { entry: entry(2, { ...share(100_000), lock: "ministry" }), editions: items(20, 3, 15) },
    ]);
    const { manifest, problems } = compileManifest(input);
    expect(problems).toContainEqual({ kind: "does-not-fit", screenId: SCREEN, airingSha256s: [film.airingSha256] });
    expect(manifest.loops).not.toEqual({});
    const shown = itemsBetween(input, start, start + DAY_MS).map(({ item }) => item.airingSha256);
    expect(shown).not.toContain(film.airingSha256);
  });

  test("a mix that cannot be met and a minimum missed are told", () => {
    const languages = [
      { language: "vi", sharePpm: 500_000, minimumPpm: 250_000 },
      { language: "lo", sharePpm: 500_000, minimumPpm: 400_000 },
    ];
    const mostlyVi = inputOf([
      { entry: entry(1, share(800_000)), editions: [1, 2, 3].map((one) => edition(one, { durationMs: 80_000 })) },
      { entry: entry(2), editions: [edition(4, { language: "lo", durationMs: 80_000 })] },
    ]);
    const { problems } = compileManifest({ ...mostlyVi, screen: { ...mostlyVi.screen, languages } });
    const kinds = problems.map(({ kind }) => kind);
    expect(kinds).toContain("mix-conflict");
    expect(problems).toContainEqual(
      expect.objectContaining({ kind: "language-under-minimum", language: "lo", minimumPpm: 400_000 }),
    );
  });
});
