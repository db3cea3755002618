import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Daypart } from "../../../schemas/entry-timing.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { canonicalBytes, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import {
  DAY_MS,
  edition,
  entry,
  FROM,
  idOf,
  inputOf,
  mayPlay,
  partsOf,
  SCREEN,
  start,
  ZONE,
} from "../../../tests/support/compile-input.ts";
import type { ApprovedEdition, CompileInput } from "./compile-input.ts";
import { compileManifest } from "./compile-manifest.ts";

const own = (weekdays: number[], fromLocal: string, untilLocal: string): ScheduledEntry["hours"] => ({
  kind: "own",
  daypart: Daypart.parse({ weekdays, windows: [{ fromLocal, untilLocal }] }),
});
const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
const share = (language: string, sharePpm: number) => ({ language, sharePpm, minimumPpm: 0 });

const HOUR_MS = 3_600_000;

describe("compileManifest", () => {
  test("at any instant of its days the manifest plays what an independent reading of the schedule allows, and only that", () => {
    fc.assert(
      fc.property(
        partsOf,
        fc.array(fc.integer({ min: 0, max: 90 * DAY_MS - 1 }), { minLength: 30, maxLength: 30 }),
        (parts, offsets) => {
          const input = inputOf(parts);
          const { manifest } = compileManifest(input);
          expect(Manifest.safeParse(manifest).success).toBe(true);
          for (const offset of offsets) {
            const atMs = start + offset;
            const answer = slotAt(manifest, atMs);
            const allowed = mayPlay(input, atMs);
            const isFallback = answer.kind === "slate" || answer.loopId === manifest.fallback;
            if (isFallback && allowed.size === 0) continue;
            expect(answer.kind).toBe("item");
            if (answer.kind === "slate") continue;
            // At a soft boundary the item that began before it plays to its end.
            const sound = [allowed, mayPlay(input, answer.startedAtMs)];
            const { entryId, item } = answer;
            expect(sound.some((may) => may.get(entryId)?.has(item.airingSha256) === true)).toBe(true);
          }
        },
      ),
      { numRuns: process.env.TEST_TIER === "long" ? 1_000 : 25, interruptAfterTimeLimit: 20_000 },
    );
  });

  test("every entry that is open for a quarter of an hour is seen in it", () => {
    const parts = [
      { entry: entry(1), editions: [edition(1), edition(2)] },
      { entry: entry(2), editions: [edition(3)] },
      { entry: entry(3, { layer: "campaign", claim: { kind: "share", sharePpm: 100_000 } }), editions: [edition(4)] },
    ];
    const { manifest } = compileManifest(inputOf(parts));
    const seen = new Set<string>();
    for (let atMs = start; atMs < start + 900_000; ) {
      const answer = slotAt(manifest, atMs);
      if (answer.kind === "item") seen.add(answer.entryId);
      atMs = answer.endsAtMs;
    }
    expect([...seen].sort()).toEqual([idOf(1), idOf(2), idOf(3)]);
  });

  test("the same input in another order gives the same bytes; after a day the fortnight ahead is the same", () => {
    fc.assert(
      fc.property(partsOf, (parts) => {
        const input = inputOf(parts);
        const turned = inputOf([...parts].reverse());
        expect(canonicalJson(compileManifest(turned).manifest)).toBe(canonicalJson(compileManifest(input).manifest));
        const next = compileManifest({ ...input, fromDate: addDays(FROM, 1) }).manifest;
        const today = compileManifest(input).manifest;
        for (const day of today.days.slice(1, 14)) {
          const later = next.days.find(([startAtMs]) => startAtMs === day[0]);
          expect(later?.[2]).toBe(day[2]);
        }
      }),
      { numRuns: 8, interruptAfterTimeLimit: 20_000 },
    );
  });

  test("a campaign owns its share inside its window over midnight and has none outside", () => {
    const { manifest } = compileManifest(
      inputOf([
        { entry: entry(1), editions: [edition(1), edition(2)] },
        {
          entry: entry(2, {
            layer: "campaign",
            claim: { kind: "share", sharePpm: 400_000 },
            hours: own([5], "22:00", "02:00"),
          }),
          editions: [edition(3), edition(4)],
        },
      ]),
    );
    const airtime = (fromMs: number, toMs: number) => {
      let campaignMs = 0;
      for (let atMs = fromMs; atMs < toMs; ) {
        const answer = slotAt(manifest, atMs);
        if (answer.kind === "item" && answer.entryId === idOf(2)) campaignMs += Math.min(answer.endsAtMs, toMs) - atMs;
        atMs = answer.endsAtMs;
      }
      return campaignMs;
    };
    const windowStart = start + 22 * 3_600_000;
    expect(Math.abs(airtime(windowStart, windowStart + 4 * 3_600_000) - 0.4 * 4 * 3_600_000)).toBeLessThanOrEqual(
      20_000,
    );
    expect(airtime(start, windowStart)).toBe(0);
    expect(airtime(windowStart + 4 * 3_600_000, start + 2 * DAY_MS)).toBe(0);
    expect(airtime(start + DAY_MS * 7 + 22 * 3_600_000, start + DAY_MS * 8 + 2 * 3_600_000)).toBeGreaterThan(0);
  });

  test("after the last day the open-ended entries go on by the week, dated ones and expiring items do not", () => {
    const { manifest } = compileManifest(
      inputOf([
        { entry: entry(1), editions: [edition(1), edition(2, { notAfterMs: start + 200 * DAY_MS })] },
        { entry: entry(2, { untilDate: addDays(FROM, 300) }), editions: [edition(3)] },
        {
          entry: entry(3, { hours: own([0], "08:00", "09:00") }),
          editions: [edition(4)],
        },
      ]),
    );
    const seen = new Map<string, Set<string>>();
    for (let atMs = start + 100 * DAY_MS; atMs < start + 107 * DAY_MS; ) {
      const answer = slotAt(manifest, atMs);
      if (answer.kind === "item") {
        const civil = civilAt(atMs, ZONE);
        seen.set(
          answer.item.airingSha256,
          (seen.get(answer.item.airingSha256) ?? new Set()).add(`${civil.weekday} ${civil.hour}`),
        );
      }
      atMs = answer.endsAtMs;
    }
    expect([...seen.keys()].sort()).toEqual([edition(1).airingSha256, edition(4).airingSha256].sort());
    expect(seen.get(edition(4).airingSha256)).toEqual(new Set(["0 8"]));
  });

  test("where the window is too short for all items, the loop carries on day by day until each has aired", () => {
    const editions = Array.from({ length: 60 }, (_, index) => edition(index, { durationMs: 20_000 }));
    const hours = own([0, 1, 2, 3, 4, 5, 6], "10:00", "10:05");
    const input = inputOf([{ entry: entry(1, { hours, untilDate: addDays(FROM, 60) }), editions }]);
    const seen = new Set<string>();
    for (let day = 0; day < 8; day += 1) {
      // Compiled anew each day, as the daily job does: only today's part of each manifest is played.
      const { manifest } = compileManifest({ ...input, fromDate: addDays(FROM, day) });
      const windowStart = start + day * DAY_MS + 10 * 3_600_000;
      for (let atMs = windowStart; atMs < windowStart + 300_000; ) {
        const answer = slotAt(manifest, atMs);
        if (answer.kind === "item" && answer.endsAtMs - answer.startedAtMs >= 2_000) seen.add(answer.item.airingSha256);
        atMs = answer.endsAtMs;
      }
    }
    expect(seen.size).toBe(60);
  });

  test("nothing scheduled: the slate, and the problems say why", () => {
    const nothing = compileManifest(inputOf([{ entry: entry(1), editions: [] }]));
    expect(slotAt(nothing.manifest, start).kind).toBe("slate");
    expect(nothing.problems).toContainEqual({ kind: "empty-playlist", entryId: idOf(1) });
    expect(nothing.problems).toContainEqual({
      kind: "hole",
      screenId: SCREEN,
      fromMs: start,
      toMs: start + 7 * DAY_MS,
    });
    const over = compileManifest(
      inputOf([
        { entry: entry(1, { layer: "campaign", claim: { kind: "share", sharePpm: 700_000 } }), editions: [edition(1)] },
        { entry: entry(2, { layer: "campaign", claim: { kind: "share", sharePpm: 700_000 } }), editions: [edition(2)] },
      ]),
    );
    expect(over.problems).toContainEqual({ kind: "shares-over-whole", screenId: SCREEN, entryIds: [idOf(1), idOf(2)] });
  });

  test("an entry that follows the site's hours leaves no hole while the site is closed, and never plays then", () => {
    const weekly = Array.from({ length: 7 }, () => [{ fromLocal: "07:00", untilLocal: "22:00" }]);
    const input = inputOf([{ entry: entry(1, { hours: { kind: "operating" } }), editions: [edition(1)] }]);
    const hours = [{ fromDate: "2026-01-01", hours: { weekly, publicHolidays: null, exceptions: [] } }];
    const { manifest, problems } = compileManifest({ ...input, screen: { ...input.screen, hours } });
    expect(slotAt(manifest, start + 22 * HOUR_MS - 1).kind).toBe("item");
    expect(slotAt(manifest, start + 22 * HOUR_MS).kind).toBe("slate");
    expect(problems.filter(({ kind }) => kind === "hole")).toEqual([]);
    const half = { ...own([0, 1, 2, 3, 4, 5, 6], "12:00", "24:00") };
    const late = inputOf([
      { entry: entry(1, { hours: half }), editions: [edition(1)] },
      { entry: entry(2, { hours: { kind: "operating" }, untilDate: "2026-11-21" }), editions: [edition(2)] },
    ]);
    const told = compileManifest({ ...late, screen: { ...late.screen, hours } }).problems;
    expect(told).toContainEqual({
      kind: "hole",
      screenId: SCREEN,
      fromMs: start + DAY_MS + 7 * HOUR_MS,
      toMs: start + DAY_MS + 12 * HOUR_MS,
    });
  });

  test("a site shows its own languages, and falls back where a story has none of them", () => {
    const both = [edition(1, { language: "vi" }), edition(2, { language: "km" })];
    const only = edition(3, { language: "km" });
    const input = inputOf([{ entry: entry(1), editions: [...both, only] }]);
    const storyId = idOf(700);
    const grouped: CompileInput = {
      ...input,
      screen: { ...input.screen, languages: [share("vi", 600_000), share("lo", 400_000)] },
      fallbacks: { lo: ["en", "vi"] },
      editions: { [storyId]: both, [only.editionVersionId]: [only] },
      schedule: {
        ...input.schedule,
        playlists: [{ id: idOf(501), name: "", storyIds: [storyId, only.editionVersionId] }],
      },
    };
    const { manifest, problems } = compileManifest(grouped);
    expect(manifest.items.map((item) => item.airingSha256).sort()).toEqual(
      [both[0]?.airingSha256, only.airingSha256].sort(),
    );
    expect(problems).toContainEqual({
      kind: "language-missing",
      screenId: SCREEN,
      entryId: idOf(1),
      language: "lo",
      shownIn: "vi",
    });
  });

  test("90 days, 500 items, 8 languages and 40 dayparts stay within 200 KB compressed", () => {
    const languages = ["vi", "en", "zh-Hans", "lo", "km", "tyz", "hmn", "th"];
    const lengths = [8_000, 10_000, 12_000, 15_000, 20_000, 24_000, 30_000];
    const editions = Array.from({ length: 500 }, (_, index) =>
      edition(index, {
        language: languages[index % 8] ?? "vi",
        durationMs: index % 9 === 0 ? 17_000 + index * 40 : (lengths[index % 7] ?? 10_000),
        notBeforeMs: index % 5 === 0 ? start - index * 1_000 : null,
        notAfterMs: index % 7 === 0 ? start + (20 + (index % 70)) * DAY_MS : null,
      }),
    );
    const parts = [
      { entry: entry(1), editions: editions.slice(0, 260) },
      { entry: entry(2), editions: editions.slice(260, 380) },
      ...Array.from({ length: 40 }, (_, index) => ({
        entry: entry(10 + index, {
          layer: "campaign",
          claim: { kind: "share", sharePpm: 150_000 },
          hours: own(index % 2 === 0 ? [0, 1, 2, 3, 4] : [5, 6], clock(3 + (index >> 1)), clock(4 + (index >> 1))),
        }),
        editions: editions.slice(380 + index * 3, 383 + index * 3),
      })),
    ] satisfies { entry: ScheduledEntry; editions: readonly ApprovedEdition[] }[];
    const { manifest } = compileManifest(inputOf(parts));
    const bytes = canonicalBytes(manifest);
    // An item or two may find no place in the shortened cycles; they are told.
    expect(manifest.items.length).toBeGreaterThanOrEqual(495);
    expect(Manifest.safeParse(manifest).success).toBe(true);
    expect(gzipSync(bytes).length, `raw ${bytes.length}`).toBeLessThanOrEqual(200_000);
  });
});
