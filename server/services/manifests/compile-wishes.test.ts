import { describe, expect, test } from "vitest";
import { Daypart } from "../../../schemas/entry-timing.ts";
import { type ItemAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import { edition, entry, idOf, inputOf, start } from "../../../tests/support/compile-input.ts";
import type { CompileInput } from "./compile-input.ts";
import { compileManifest } from "./compile-manifest.ts";
import { planScreen } from "./plan-screen.ts";

const HOUR_MS = 3_600_000;
const share = (sharePpm: number) => ({ layer: "campaign" as const, claim: { kind: "share" as const, sharePpm } });
const items = (first: number, count: number, seconds: number, language = "vi") =>
  Array.from({ length: count }, (_, index) => edition(first + index, { durationMs: seconds * 1_000, language }));
const own = (fromLocal: string, untilLocal: string): ScheduledEntry["hours"] => ({
  kind: "own",
  daypart: Daypart.parse({ weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] }),
});

/** The same at a site with this mix, in parts of a hundred. */
function atSite(input: CompileInput, mix: Readonly<Record<string, number>>): CompileInput {
  const languages = Object.entries(mix).map(([language, part]) => ({
    language,
    sharePpm: part * 10_000,
    minimumPpm: 0,
  }));
  return { ...input, screen: { ...input.screen, languages } };
}

/** What the player shows from the first instant on, for so many hours. */
function shownIn(input: CompileInput, hours: number): ItemAnswer[] {
  const { manifest } = compileManifest(input);
  const shown: ItemAnswer[] = [];
  for (let atMs = start; atMs < start + hours * HOUR_MS; ) {
    const answer = slotAt(manifest, atMs);
    if (answer.kind === "slate") throw new Error(`Nothing on the glass at ${new Date(atMs).toISOString()}.`);
    shown.push(answer);
    atMs = answer.endsAtMs;
  }
  return shown;
}

/** Airtime within `[fromMs, toMs)` of the showings that count. */
function airtimeMs(shown: readonly ItemAnswer[], fromMs: number, toMs: number): number {
  const within = ({ startedAtMs, endsAtMs }: ItemAnswer) => Math.min(endsAtMs, toMs) - Math.max(startedAtMs, fromMs);
  return shown.reduce((sum, one) => sum + Math.max(0, within(one)), 0);
}

const ofEntry = (shown: readonly ItemAnswer[], number: number) =>
  shown.filter(({ entryId }) => entryId === idOf(number));

describe("what an entry asks for, on the glass", () => {
  test("at least so many showings begin in every sliding hour, over the loop's seam too", () => {
    const perHour = 7;
    const claim = { kind: "showings", perHour } as const;
    const input = inputOf([
      { entry: entry(1), editions: items(1, 9, 17) },
      { entry: entry(2, share(300_000)), editions: items(20, 4, 23) },
      { entry: entry(3, { layer: "campaign", claim }), editions: items(40, 2, 12) },
    ]);
    const starts = ofEntry(shownIn(input, 26), 3).map(({ startedAtMs }) => startedAtMs);
    for (const startMs of [start - 1, ...starts].filter((one) => one + HOUR_MS < start + 25 * HOUR_MS)) {
      const within = starts.filter((one) => startMs < one && one <= startMs + HOUR_MS);
      expect(within.length).toBeGreaterThanOrEqual(perHour);
    }
  });

  test("a locked share has its part of every clock hour, whatever campaigns claim beside it", () => {
    const input = inputOf([
      { entry: entry(1), editions: items(1, 9, 17) },
      { entry: entry(2, share(1_000_000)), editions: items(20, 5, 23) },
      { entry: entry(3, { ...share(900_000), hours: own("09:00", "18:30") }), editions: items(30, 5, 14) },
      { entry: entry(4, { ...share(200_000), lock: "ministry" }), editions: items(40, 3, 15) },
    ]);
    const locked = ofEntry(shownIn(input, 24), 4);
    for (let hourMs = start; hourMs < start + 24 * HOUR_MS; hourMs += HOUR_MS) {
      expect(airtimeMs(locked, hourMs, hourMs + HOUR_MS)).toBeGreaterThanOrEqual(0.2 * HOUR_MS - 23_000);
    }
  });

  test("a capped entry has no more than its cap in any clock hour, but for one item", () => {
    const input = inputOf([
      { entry: entry(1, { capPpm: 100_000 }), editions: items(1, 12, 20) },
      { entry: entry(2), editions: items(20, 2, 20) },
    ]);
    const shown = shownIn(input, 24);
    const capped = ofEntry(shown, 1);
    expect(capped.length).toBeGreaterThan(0);
    for (let hourMs = start; hourMs < start + 24 * HOUR_MS; hourMs += HOUR_MS) {
      expect(airtimeMs(capped, hourMs, hourMs + HOUR_MS)).toBeLessThanOrEqual(0.1 * HOUR_MS + 20_000);
    }
  });

  test("an item comes again no sooner than its entry's spacing, which it would without", () => {
    const spacingMs = 180_000;
    const soonestMs = (spaced: number | null) => {
      const input = inputOf([
        { entry: entry(1), editions: [...items(1, 5, 17), ...items(11, 3, 23, "km")] },
        {
          entry: entry(2, { ...share(200_000), spacingMs: spaced }),
          editions: [...items(20, 2, 20), ...items(30, 1, 35, "km")],
        },
        { entry: entry(3, share(250_000)), editions: [...items(40, 1, 11), ...items(50, 2, 29, "km")] },
      ]);
      const ended = new Map<string, number>();
      const gaps = ofEntry(shownIn(atSite(input, { vi: 60, km: 40 }), 12), 2).map(({ item, startedAtMs, endsAtMs }) => {
        const gapMs = startedAtMs - (ended.get(item.airingSha256) ?? Number.NEGATIVE_INFINITY);
        ended.set(item.airingSha256, endsAtMs);
        return gapMs;
      });
      expect(gaps.length).toBeGreaterThan(300);
      return Math.min(...gaps);
    };
    expect(soonestMs(spacingMs)).toBeGreaterThanOrEqual(spacingMs);
    expect(soonestMs(null)).toBeLessThan(spacingMs);
  });

  test("a listed entry's stories come in the playlist's order, hour after hour", () => {
    const listed = items(20, 5, 13);
    const input = inputOf([
      { entry: entry(1), editions: items(1, 9, 17) },
      { entry: entry(2, { ...share(400_000), order: "listed" }), editions: listed },
    ]);
    const order = listed.map(({ airingSha256 }) => airingSha256);
    const turns = ofEntry(shownIn(input, 12), 2).map(({ item }) => order.indexOf(item.airingSha256));
    expect(turns.length).toBeGreaterThan(500);
    const outOfTurn = turns.filter((turn, index) => index > 0 && turn !== ((turns[index - 1] ?? 0) + 1) % order.length);
    // A whole new loop may begin the list again, once each four hours at most.
    expect(outOfTurn.length).toBeLessThanOrEqual(3);
  });
});

describe("the mix of a place, on the glass", () => {
  const mix = { vi: 60, km: 30, en: 10 };
  const everyLanguage = (first: number, seconds: readonly number[]) =>
    Object.keys(mix).flatMap((language, index) => items(first + 10 * index, 4, seconds[index] ?? 10, language));
  const input = inputOf([
    { entry: entry(1), editions: everyLanguage(100, [17, 19, 11]) },
    { entry: entry(2, share(250_000)), editions: everyLanguage(200, [13, 26, 9]) },
  ]);
  const shown = shownIn(atSite(input, mix), 22);

  test("is within two points in every sliding hour where no item exceeds 26 s", () => {
    for (const [language, part] of Object.entries(mix)) {
      const own = shown.filter(({ item }) => item.language === language);
      for (let fromMs = start; fromMs + HOUR_MS <= start + 22 * HOUR_MS; fromMs += HOUR_MS / 12) {
        const held = airtimeMs(own, fromMs, fromMs + HOUR_MS) / HOUR_MS;
        expect(Math.abs(held - part / 100), `${language} from ${fromMs}`).toBeLessThanOrEqual(0.02);
      }
    }
  });

  test("is held, with the shares of the entries, over five rounds of the loop and more without drifting", () => {
    const { loop } = planScreen(atSite(input, mix)).pieceAt(start) ?? {};
    if (loop === undefined) throw new Error("Nothing is planned.");
    expect(22 * HOUR_MS).toBeGreaterThan(5 * loop.lengthMs);
    const { languages: told, entries } = loop.certificate;
    const members = [
      ...told.map((member) => ({ ...member, is: ({ item }: ItemAnswer) => item.language === member.name })),
      ...entries.map((member) => ({ ...member, is: ({ entryId }: ItemAnswer) => entryId === member.name })),
    ];
    expect(members).toHaveLength(5);
    for (const { wantedPpm, heldPpm, is } of members) {
      expect(Math.abs(heldPpm - wantedPpm)).toBeLessThanOrEqual(2_000);
      let heldMs = 0;
      for (const one of shown) {
        if (is(one)) heldMs += one.endsAtMs - one.startedAtMs;
        const owedMs = ((one.endsAtMs - start) * heldPpm) / 1_000_000;
        expect(Math.abs(heldMs - owedMs)).toBeLessThanOrEqual(1.25 * 26_000);
      }
    }
  });
});
