import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divideWhole } from "./divide-whole.ts";
import { type AirtimeWish, shareAirtime, WHOLE_PPM } from "./share-airtime.ts";

const runs = { numRuns: process.env.TEST_TIER === "long" ? 20_000 : 1_000, interruptAfterTimeLimit: 20_000 };

function wish(entryId: string, changes: Partial<AirtimeWish> = {}): AirtimeWish {
  return {
    entryId,
    layer: "base",
    fromDate: "2026-01-01",
    claim: null,
    capPpm: null,
    lock: null,
    storyCount: 1,
    meanItemMs: 15_000,
    ...changes,
  };
}

const share = (sharePpm: number) => ({ layer: "campaign" as const, claim: { kind: "share" as const, sharePpm } });
const given = (wishes: readonly AirtimeWish[]) =>
  Object.fromEntries(shareAirtime(wishes).shares.map(({ entryId, sharePpm }) => [entryId, sharePpm]));

const anyWish = fc
  .record({
    layer: fc.constantFrom("base", "campaign", "campaign", "locked", "takeover", "override"),
    ppm: fc.integer({ min: 1, max: WHOLE_PPM }),
    perHour: fc.option(fc.integer({ min: 1, max: 240 }), { nil: null }),
    capPpm: fc.option(fc.integer({ min: 1, max: WHOLE_PPM }), { nil: null }),
    ministry: fc.boolean(),
    fromDate: fc.constantFrom("2026-01-01", "2026-02-02"),
    storyCount: fc.integer({ min: 1, max: 20 }),
    meanItemMs: fc.integer({ min: 1_000, max: 120_000 }),
  })
  .map(({ layer, ppm, perHour, capPpm, ministry, ...rest }): Omit<AirtimeWish, "entryId"> => {
    const isLocked = layer === "locked";
    const isCampaign = isLocked || layer === "campaign";
    const claim =
      isCampaign && perHour !== null && !isLocked
        ? ({ kind: "showings", perHour } as const)
        : ({ kind: "share", sharePpm: ppm } as const);
    return {
      layer: isLocked ? "campaign" : (layer as AirtimeWish["layer"]),
      claim: isCampaign ? claim : null,
      capPpm: layer === "base" || layer === "campaign" ? capPpm : null,
      lock: isLocked ? (ministry ? "ministry" : "province") : null,
      ...rest,
    };
  });
const anyWishes = fc
  .array(anyWish, { minLength: 1, maxLength: 8 })
  .map((list) => list.map((one, index): AirtimeWish => ({ ...one, entryId: `e${index}` })));

describe("shareAirtime", () => {
  test("the whole is given away, each share above nothing, in whatever order the wishes come", () => {
    fc.assert(
      fc.property(anyWishes, (wishes) => {
        const settled = shareAirtime(wishes);
        const sum = settled.shares.reduce((all, { sharePpm }) => all + sharePpm, 0);
        expect(sum).toBeLessThanOrEqual(WHOLE_PPM);
        expect(sum).toBeGreaterThanOrEqual(WHOLE_PPM - 2 * wishes.length);
        for (const { sharePpm } of settled.shares) expect(sharePpm > 0 && Number.isInteger(sharePpm)).toBe(true);
        expect(shareAirtime([...wishes].reverse())).toEqual(settled);
      }),
      runs,
    );
  });

  test("a locked share is never lowered by anything that is not locked, short of an override", () => {
    fc.assert(
      fc.property(anyWishes, (wishes) => {
        if (wishes.some(({ layer }) => layer === "override")) return;
        const locked = wishes.filter(({ lock }) => lock !== null);
        const together = given(wishes);
        const wanted = locked.map((one) => (one.claim?.kind === "share" ? one.claim.sharePpm : 0));
        const fits = wanted.reduce((sum, ppm) => sum + ppm, 0) <= WHOLE_PPM;
        for (const [index, one] of locked.entries()) {
          if (fits) expect(together[one.entryId]).toBeGreaterThanOrEqual(wanted[index] ?? 0);
        }
        const ministry = locked.filter(({ lock }) => lock === "ministry");
        const ministrySum = ministry.reduce(
          (sum, { claim }) => sum + (claim?.kind === "share" ? claim.sharePpm : 0),
          0,
        );
        if (ministrySum > WHOLE_PPM) return;
        for (const { entryId, claim } of ministry) {
          expect(together[entryId]).toBeGreaterThanOrEqual(claim?.kind === "share" ? claim.sharePpm : 0);
        }
      }),
      runs,
    );
  });

  test("a cap is kept unless nothing else could play", () => {
    fc.assert(
      fc.property(anyWishes, (wishes) => {
        const { shares } = shareAirtime(wishes);
        for (const { entryId, sharePpm, limit } of shares) {
          const capPpm = wishes.find((one) => one.entryId === entryId)?.capPpm ?? WHOLE_PPM;
          if (limit !== "cap-yielded") expect(sharePpm).toBeLessThanOrEqual(capPpm);
        }
      }),
      runs,
    );
  });

  test("campaigns have their claims, and the base fills the rest by its stories", () => {
    expect(given([wish("a", share(300_000)), wish("b", { storyCount: 3 }), wish("c")])).toEqual({
      a: 300_000,
      b: 525_000,
      c: 175_000,
    });
    expect(given([wish("a", { layer: "campaign", claim: { kind: "showings", perHour: 12 } }), wish("b")])).toEqual({
      a: 50_000,
      b: 950_000,
    });
  });

  test("what a cap leaves goes to the others in proportion; without a base the campaigns fill the hour", () => {
    expect(given([wish("a", share(200_000)), wish("b", { capPpm: 100_000 }), wish("c")])).toEqual({
      a: 200_000,
      b: 100_000,
      c: 700_000,
    });
    expect(given([wish("a", share(100_000)), wish("b", share(300_000))])).toEqual({ a: 250_000, b: 750_000 });
    expect(given([wish("a", { ...share(100_000), capPpm: 200_000 }), wish("b", share(300_000))])).toEqual({
      a: 200_000,
      b: 800_000,
    });
    const lone = shareAirtime([wish("a", { capPpm: 250_000 })]);
    expect(lone.shares).toMatchObject([{ sharePpm: WHOLE_PPM, limit: "cap-yielded" }]);
  });

  test("claims over the whole are scaled and named; locked ones first keep theirs, the ministry before the province", () => {
    const over = shareAirtime([wish("a", share(700_000)), wish("b", share(700_000)), wish("c")]);
    expect(over.shares.map(({ entryId, sharePpm }) => [entryId, sharePpm])).toEqual([
      ["a", 500_000],
      ["b", 500_000],
    ]);
    expect(over.overWhole).toEqual(["a", "b"]);
    expect(over.lockedOverWhole).toEqual([]);
    const locked = shareAirtime([
      wish("m", { ...share(600_000), lock: "ministry" }),
      wish("p", { ...share(500_000), lock: "province" }),
      wish("q", { ...share(300_000), lock: "province" }),
      wish("x", share(100_000)),
    ]);
    expect(locked.shares.map(({ entryId, sharePpm }) => [entryId, sharePpm])).toEqual([
      ["m", 600_000],
      ["p", 250_000],
      ["q", 150_000],
    ]);
    expect(locked.lockedOverWhole).toEqual(["m", "p", "q"]);
  });

  test("a takeover has all but the locked shares, an override all; of two the later date, then the higher id wins", () => {
    const takeover = wish("t", { layer: "takeover" });
    const locked = wish("m", { ...share(200_000), lock: "ministry" });
    const taken = shareAirtime([takeover, locked, wish("b"), wish("c", share(100_000))]);
    expect(taken.shares.map(({ entryId, sharePpm }) => [entryId, sharePpm])).toEqual([
      ["m", 200_000],
      ["t", 800_000],
    ]);
    expect(taken.covered).toContainEqual({ entryId: "b", layer: "base", byEntryId: "t", byLayer: "takeover" });
    const later = wish("s", { layer: "takeover", fromDate: "2026-02-02" });
    expect(shareAirtime([takeover, later]).clashes).toEqual([{ winnerId: "s", loserId: "t" }]);
    expect(shareAirtime([takeover, wish("u", { layer: "takeover" })]).clashes).toEqual([
      { winnerId: "u", loserId: "t" },
    ]);
    const urgent = shareAirtime([wish("o", { layer: "override" }), takeover, locked]);
    expect(urgent.shares).toMatchObject([{ entryId: "o", sharePpm: WHOLE_PPM }]);
    expect(urgent.covered.map(({ entryId }) => entryId)).toEqual(["m", "t"]);
  });
});

describe("divideWhole", () => {
  test("gives away the amount to the millionth, or fills every part", () => {
    const part = fc.record({
      weight: fc.integer({ min: 0, max: 1_000 }),
      mostPpm: fc.integer({ min: 0, max: WHOLE_PPM }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: WHOLE_PPM }), fc.array(part, { maxLength: 8 }), (amountPpm, raw) => {
        const parts = raw.map((one, index) => ({ ...one, name: `p${index}` }));
        const { given: shares, left } = divideWhole(amountPpm, parts);
        const sum = [...shares.values()].reduce((all, ppm) => all + ppm, 0);
        expect(sum + left).toBe(amountPpm);
        const takers = parts.filter(({ weight }) => weight > 0);
        for (const { name, mostPpm } of takers) expect(shares.get(name) ?? 0).toBeLessThanOrEqual(mostPpm);
        if (left > 0) for (const { name, mostPpm } of takers) expect(shares.get(name) ?? 0).toBe(mostPpm);
      }),
      runs,
    );
  });
});
