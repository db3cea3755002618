import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Manifest } from "../../schemas/manifest.ts";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import type { ApprovedEdition, CompileInput } from "../../server/services/manifests/compile-input.ts";
import { compileManifest } from "../../server/services/manifests/compile-manifest.ts";
import { anyCompileInput } from "../support/any-compile-input.ts";
import { DAY_MS, start } from "../support/compile-input.ts";
import { seededRandom } from "../support/loop-instances.ts";

const isLong = process.env.TEST_TIER === "long";
const SCHEDULES = 100;
const INSTANTS = 5_000;
/** One in so many lies up to 60 days before or after the days that the manifest was made for. */
const OUTSIDE = 50;
const OUTSIDE_MS = 60 * DAY_MS;
const MINUTE_MS = 60_000;
const LONG_DAYS = 90;

/** Start and end of every day, of every piece of its plan, and of what every edition was approved for. */
function boundariesOf(manifest: Manifest, approved: ReadonlyMap<string, ApprovedEdition>): Set<number> {
  const bounds = new Set<number>();
  for (const [startAtMs, endAtMs, planId] of manifest.days) {
    bounds.add(startAtMs).add(endAtMs);
    for (const [fromMs] of manifest.dayPlans[planId] ?? []) bounds.add(startAtMs + fromMs);
  }
  for (const { notBeforeMs, notAfterMs } of approved.values()) {
    for (const bound of [notBeforeMs, notAfterMs]) if (bound !== null) bounds.add(bound);
  }
  return bounds;
}

/** What is wrong with the answer, by what was approved and not by what the manifest says of it; null: nothing. */
function wrongAt(manifest: Manifest, approved: ReadonlyMap<string, ApprovedEdition>, atMs: number): string | null {
  const answer = slotAt(manifest, atMs);
  if (!(answer.startedAtMs <= atMs && atMs < answer.endsAtMs)) return "bounds that do not hold the instant";
  if (answer.kind === "slate") return null;
  const edition = approved.get(answer.item.airingSha256);
  if (edition === undefined) return "what nobody approved";
  if (answer.startedAtMs < (edition.notBeforeMs ?? answer.startedAtMs)) return "an item before its first instant";
  if (answer.endsAtMs > (edition.notAfterMs ?? answer.endsAtMs)) return "an item after its last instant";
  return answer.endsAtMs - answer.startedAtMs > edition.durationMs ? "an item for longer than it is" : null;
}

function expectRight(input: CompileInput, salt: number): void {
  const approved = new Map(
    Object.values(input.editions)
      .flat()
      .map((edition) => [edition.airingSha256, edition]),
  );
  const { manifest } = compileManifest(input);
  const ask = (atMs: number) => {
    const wrong = wrongAt(manifest, approved, atMs);
    if (wrong !== null) throw new Error(`${new Date(atMs).toISOString()} (${atMs}): ${wrong}`);
  };
  for (const atMs of boundariesOf(manifest, approved)) for (const offMs of [-1, 0, 1]) ask(atMs + offMs);
  const random = seededRandom(salt);
  const lengthMs = input.days * DAY_MS;
  for (let asked = 0; asked < INSTANTS; asked += 1) {
    const aroundMs = asked % OUTSIDE === 0 ? OUTSIDE_MS : 0;
    ask(start - aroundMs + Math.floor(random() * (lengthMs + 2 * aroundMs)));
  }
  if (!isLong) return;
  for (let atMs = start; atMs < start + LONG_DAYS * DAY_MS; atMs += MINUTE_MS) ask(atMs);
}

describe("a compiled schedule", () => {
  test("answers at every boundary, a millisecond around it and at any instant, with nothing outside its approval", () => {
    fc.assert(
      fc.property(anyCompileInput, fc.nat(), (input, salt) =>
        expectRight(isLong ? { ...input, days: LONG_DAYS } : input, salt),
      ),
      { numRuns: SCHEDULES, ...(isLong ? { endOnFailure: true } : { interruptAfterTimeLimit: 30_000 }) },
    );
  });

  test("of an item that airs too early, too late or for too long the check says so", () => {
    const [input] = fc.sample(
      anyCompileInput.filter((one) => slotAt(compileManifest(one).manifest, start).kind === "item"),
      1,
    );
    if (input === undefined) throw new Error("Nothing was drawn.");
    const { manifest } = compileManifest(input);
    const answer = slotAt(manifest, start);
    if (answer.kind === "slate") throw new Error("Nothing is on the glass.");
    const edition = Object.values(input.editions)
      .flat()
      .find((one) => one.airingSha256 === answer.item.airingSha256);
    if (edition === undefined) throw new Error("What is on the glass was not approved.");
    const told = (change: Partial<ApprovedEdition>) =>
      wrongAt(manifest, new Map([[edition.airingSha256, { ...edition, ...change }]]), start);
    expect(told({})).toBe(null);
    expect(told({ notBeforeMs: answer.startedAtMs + 1 })).toBe("an item before its first instant");
    expect(told({ notAfterMs: answer.endsAtMs - 1 })).toBe("an item after its last instant");
    expect(told({ durationMs: answer.endsAtMs - answer.startedAtMs - 1 })).toBe("an item for longer than it is");
    expect(wrongAt(manifest, new Map(), start)).toBe("what nobody approved");
  });
});
