import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Manifest } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import { canonicalBytes, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { anyCompileInput, SCREENS, screensOf } from "../../../tests/support/any-compile-input.ts";
import { edition, entry, FROM, idOf, inputOf } from "../../../tests/support/compile-input.ts";
import { sha256Hex } from "../../sha256.ts";
import { CompileCache } from "./compile-cache.ts";
import type { CompileInput } from "./compile-input.ts";
import { compileManifest, compileScreens } from "./compile-manifest.ts";
import { planScreen } from "./plan-screen.ts";

const isLong = process.env.TEST_TIER === "long";
const runs = (usual: number, long: number) => ({
  numRuns: isLong ? long : usual,
  interruptAfterTimeLimit: isLong ? 1_200_000 : 20_000,
});

/** Start and end of every piece of a plan, of every day, and of every item's validity. */
function boundariesOf(input: CompileInput, manifest: Manifest): number[] {
  const bounds = new Set<number>();
  for (const [startAtMs, endAtMs, planId] of manifest.days) {
    bounds.add(startAtMs).add(endAtMs);
    for (const [fromMs] of manifest.dayPlans[planId] ?? []) bounds.add(startAtMs + fromMs);
  }
  for (const { edition: item } of Object.values(input.editions).flatMap((list) =>
    list.map((one) => ({ edition: one })),
  )) {
    for (const bound of [item.notBeforeMs, item.notAfterMs]) if (bound !== null) bounds.add(bound);
  }
  return [...bounds];
}

describe("compileManifest", () => {
  test("what it makes answers at every instant, never with an item outside its validity, and leaves no gap in its days", () => {
    fc.assert(
      fc.property(
        anyCompileInput,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }),
        (input, parts) => {
          const { manifest } = compileManifest(input);
          expect(Manifest.safeParse(manifest).error).toBeUndefined();
          const fromMs = manifest.days[0]?.[0] ?? 0;
          const lengthMs = (manifest.days.at(-1)?.[1] ?? 0) - fromMs;
          const instants = boundariesOf(input, manifest).flatMap((atMs) => [atMs - 1, atMs, atMs + 1]);
          for (const one of parts) instants.push(fromMs + Math.floor(one * 1.5 * lengthMs));
          for (const atMs of instants) {
            const answer = slotAt(manifest, atMs);
            expect(answer.startedAtMs).toBeLessThanOrEqual(atMs);
            expect(answer.endsAtMs).toBeGreaterThan(atMs);
            if (answer.kind === "slate") continue;
            expect(answer.item.notBeforeMs ?? 0).toBeLessThanOrEqual(answer.startedAtMs);
            expect(answer.item.notAfterMs ?? Number.MAX_SAFE_INTEGER).toBeGreaterThanOrEqual(answer.endsAtMs);
            expect(answer.endsAtMs - answer.startedAtMs).toBeLessThanOrEqual(answer.item.durationMs);
          }
          for (const [startAtMs, endAtMs, planId] of manifest.days) {
            let doneMs = 0;
            for (const [partFromMs, partToMs] of manifest.dayPlans[planId] ?? []) {
              expect(partFromMs).toBe(doneMs);
              expect(partToMs).toBeGreaterThan(partFromMs);
              doneMs = partToMs;
            }
            expect(doneMs).toBe(endAtMs - startAtMs);
          }
        },
      ),
      runs(25, 600),
    );
  });

  test("what a date gets does not depend on the day of compiling, nor on the order of the lists", () => {
    fc.assert(
      fc.property(anyCompileInput, fc.integer({ min: 1, max: 8 }), (input, later) => {
        const { manifest: today } = compileManifest(input);
        const { schedule } = input;
        const entries = [...schedule.entries].reverse();
        const turned = { ...input, schedule: { ...schedule, entries, playlists: [...schedule.playlists].reverse() } };
        expect(canonicalJson(compileManifest(turned).manifest)).toBe(canonicalJson(today));
        const { manifest: next } = compileManifest({ ...input, fromDate: addDays(FROM, later) });
        for (const [startAtMs, , planId] of today.days.slice(later, 14)) {
          expect(next.days.find((day) => day[0] === startAtMs)?.[2]).toBe(planId);
        }
      }),
      runs(15, 300),
    );
  });

  test("no item is cut at midnight by a day's end alone", () => {
    fc.assert(
      fc.property(anyCompileInput, (input) => {
        const plan = planScreen(input);
        for (const [startAtMs] of plan.manifest.days.slice(1)) {
          const piece = plan.pieceAt(startAtMs);
          if (piece === undefined || piece.startsAtMs >= startAtMs || piece.layer === "fallback") continue;
          const before = slotAt(plan.manifest, startAtMs - 1);
          if (before.kind === "item") expect(before.endsAtMs - before.startedAtMs).toBeGreaterThan(0);
          if (before.kind === "item" && piece.endsAtMs > before.startedAtMs + before.item.durationMs) {
            const isWhole = before.endsAtMs - before.startedAtMs === before.item.durationMs;
            expect(
              isWhole || before.startedAtMs === piece.startsAtMs || before.endsAtMs === before.item.notAfterMs,
            ).toBe(true);
          }
        }
      }),
      runs(20, 300),
    );
  });

  test("the plan's reasoning is the manifest's: on the glass is what its piece has on the air", () => {
    fc.assert(
      fc.property(
        anyCompileInput,
        fc.array(fc.nat(30 * 86_400_000 - 1), { minLength: 20, maxLength: 20 }),
        (input, offsets) => {
          const plan = planScreen(input);
          expect(canonicalJson(plan.manifest)).toBe(canonicalJson(compileManifest(input).manifest));
          for (const offset of offsets) {
            const atMs = plan.fromMs + offset;
            const piece = plan.pieceAt(atMs);
            const answer = slotAt(plan.manifest, atMs);
            expect(piece?.startsAtMs).toBeLessThanOrEqual(atMs);
            expect(piece?.endsAtMs).toBeGreaterThan(atMs);
            if (answer.kind === "slate") {
              expect(piece?.layer).toBe("slate");
              continue;
            }
            expect(answer.loopId).toBe(piece?.loop.id);
            if (piece?.layer === "fallback") continue;
            expect(piece?.shares.map(({ entryId }) => entryId)).toContain(answer.entryId);
            const known = new Set([...(piece?.shares ?? []), ...(piece?.losers ?? [])].map(({ entryId }) => entryId));
            expect(known.has(answer.entryId)).toBe(true);
          }
        },
      ),
      runs(15, 200),
    );
  });
});

describe("compileScreens", () => {
  const spanOf = () => ({ fromDate: FROM, days: 30 });

  test("the bytes of each screen are those of compiling it alone and from nothing, whatever was compiled before", () => {
    fc.assert(
      fc.property(anyCompileInput, anyCompileInput, fc.nat(5), (input, other, place) => {
        const cache = new CompileCache();
        const screens = screensOf(input);
        const changed = withOneChanged(input, place);
        for (const sources of [other, input, changed]) {
          const compiled = [...compileScreens(screens, sources, spanOf, cache)];
          for (const [index, screen] of screens.entries()) {
            const cold = compileManifest({ ...sources, screen, fromDate: FROM, days: 30, revision: 1 });
            const bytes = canonicalBytes(cold.manifest);
            expect(compiled[index]?.canonical(1).sha256).toBe(sha256Hex(bytes));
            expect(Buffer.compare(compiled[index]?.canonical(1).bytes ?? bytes, bytes)).toBe(0);
            expect(compiled[index]?.sha256(1)).toBe(sha256Hex(bytes));
            expect(compiled[index]?.problems).toEqual(cold.problems);
          }
          cache.turn();
        }
      }),
      runs(8, 100),
    );
  });

  test("an entry that does not reach a screen changes none of its bytes", () => {
    fc.assert(
      fc.property(anyCompileInput, (input) => {
        const elsewhere = {
          entry: entry(400, { target: { anyOf: [{ allOf: [{ field: "screen", is: true, values: [SCREENS[1]] }] }] } }),
          editions: [edition(4_000)],
        };
        const more = inputOf([elsewhere]);
        const { schedule } = input;
        const grown: CompileInput = {
          ...input,
          schedule: {
            ...schedule,
            entries: [...schedule.entries, ...more.schedule.entries],
            playlists: [...schedule.playlists, ...more.schedule.playlists],
          },
          editions: { ...input.editions, ...more.editions },
          assets: { ...input.assets, ...more.assets },
        };
        expect(canonicalJson(compileManifest(grown).manifest)).toBe(canonicalJson(compileManifest(input).manifest));
        const [, reached] = [...compileScreens(screensOf(grown), grown, spanOf)];
        expect(reached?.manifest.entries.includes(idOf(400)) || reached?.problems.length).toBeTruthy();
      }),
      runs(10, 200),
    );
  });
});

/** The same input with one entry's timing and playlist edited. */
function withOneChanged(input: CompileInput, place: number): CompileInput {
  const { entries, playlists } = input.schedule;
  const index = place % entries.length;
  const edited = entries.map((one, at) => (at === index ? { ...one, fromDate: addDays(one.fromDate, 1) } : one));
  const shortened = playlists.map((one, at) => (at === index ? { ...one, storyIds: one.storyIds.slice(1) } : one));
  return { ...input, schedule: { ...input.schedule, entries: edited, playlists: shortened } };
}
