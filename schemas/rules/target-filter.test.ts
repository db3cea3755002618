import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryTarget, ScreenFacts } from "../entry-target.ts";
import { EVERYWHERE, narrowestField, onScreens, onSites, targetMatches } from "./target-filter.ts";

const FIELDS = ["screen", "cluster", "site", "tag", "site-kind", "province", "neighbour"] as const;
const letters = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
const facts: fc.Arbitrary<ScreenFacts> = fc.record({
  screenId: letters,
  clusterId: letters,
  siteId: letters,
  tags: fc.uniqueArray(letters, { maxLength: 4 }),
  siteKind: fc.constantFrom("land", "seaport", "airport", null),
  province: fc.option(letters, { nil: null }),
  neighbour: fc.option(letters, { nil: null }),
});
const condition = fc.record({
  field: fc.constantFrom(...FIELDS),
  is: fc.boolean(),
  // Past eight values, which are looked up in another way.
  values: fc.uniqueArray(fc.oneof(letters, fc.constantFrom("land", "seaport")), { minLength: 1, maxLength: 12 }),
});
const target: fc.Arbitrary<EntryTarget> = fc.record({
  anyOf: fc.array(fc.record({ allOf: fc.array(condition, { maxLength: 4 }) }), { minLength: 1, maxLength: 4 }),
});

function naively(asked: EntryTarget, screen: ScreenFacts): boolean {
  const of: Record<string, readonly (string | null)[]> = {
    screen: [screen.screenId],
    cluster: [screen.clusterId],
    site: [screen.siteId],
    tag: screen.tags,
    "site-kind": [screen.siteKind],
    province: [screen.province],
    neighbour: [screen.neighbour],
  };
  let reached = false;
  for (const { allOf } of asked.anyOf) {
    let all = true;
    for (const { field, is, values } of allOf) {
      let has = false;
      for (const value of values) if ((of[field] ?? []).indexOf(value) >= 0) has = true;
      if (has !== is) all = false;
    }
    if (all) reached = true;
  }
  return reached;
}

const airport: ScreenFacts = {
  screenId: "s",
  clusterId: "c",
  siteId: "p",
  tags: ["sảnh chờ"],
  siteKind: "airport",
  province: "22",
  neighbour: null,
};

describe("targets", () => {
  test("a target matches as its conditions read, one after the other", () => {
    fc.assert(
      fc.property(target, facts, (asked, screen) => targetMatches(asked, screen) === naively(asked, screen)),
      { numRuns: process.env.TEST_TIER === "long" ? 20_000 : 2_000, interruptAfterTimeLimit: 30_000 },
    );
  });

  test("what a screen lacks it is not, and its opposite holds", () => {
    const neighbour = (is: boolean): EntryTarget => ({
      anyOf: [{ allOf: [{ field: "neighbour", is, values: ["CN"] }] }],
    });
    expect(targetMatches(neighbour(true), airport)).toBe(false);
    expect(targetMatches(neighbour(false), airport)).toBe(true);
  });

  test("everywhere reaches a screen of which nothing is known", () => {
    expect(targetMatches(EVERYWHERE, { ...airport, tags: [], siteKind: null, province: null })).toBe(true);
  });

  test("named screens and sites are reached, others not; none or too many cannot be named", () => {
    expect(targetMatches(onScreens(["x", "s"]), airport)).toBe(true);
    expect(targetMatches(onScreens(["x"]), airport)).toBe(false);
    expect(targetMatches(onSites(["p"]), airport)).toBe(true);
    expect(targetMatches(onSites(["s"]), airport)).toBe(false);
    const many = Array.from({ length: 4_500 }, (_, index) => `s${index}`);
    expect(onScreens(many).anyOf).toHaveLength(3);
    expect(targetMatches(onScreens(many), { ...airport, screenId: "s4499" })).toBe(true);
    expect(() => onScreens([])).toThrow(RangeError);
    expect(() => onSites(Array.from({ length: 24_001 }, (_, index) => `s${index}`))).toThrow(RangeError);
  });

  test("the narrowest field is the one that picks, never one that leaves out", () => {
    const asked = (...fields: [(typeof FIELDS)[number], boolean][]): EntryTarget => ({
      anyOf: [{ allOf: fields.map(([field, is]) => ({ field, is, values: ["x"] })) }],
    });
    expect(narrowestField(asked(["province", true], ["tag", true], ["screen", false]))).toBe("tag");
    expect(narrowestField(onSites(["p"]))).toBe("site");
    expect(narrowestField(asked(["screen", false]))).toBeNull();
    expect(narrowestField(EVERYWHERE)).toBeNull();
  });
});
