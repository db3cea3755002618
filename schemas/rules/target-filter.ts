import { EntryTarget, type ScreenFacts, type TargetCondition, type TargetField } from "../entry-target.ts";

/** Every screen, those to come included. */
export const EVERYWHERE: EntryTarget = { anyOf: [{ allOf: [] }] };

const MAX_VALUES = 2_000;

/** Exactly these screens. Throws RangeError for none, or for more than a target can name (24 000). */
export function onScreens(screenIds: readonly string[]): EntryTarget {
  return naming("screen", screenIds);
}

/** All screens of these sites, those to come included. Throws RangeError for none, or for more than a target can name. */
export function onSites(siteIds: readonly string[]): EntryTarget {
  return naming("site", siteIds);
}

function naming(field: TargetField, ids: readonly string[]): EntryTarget {
  const values = [...new Set(ids)].sort();
  const anyOf: EntryTarget["anyOf"] = [];
  for (let from = 0; from < values.length; from += MAX_VALUES)
    anyOf.push({ allOf: [{ field, is: true, values: values.slice(from, from + MAX_VALUES) }] });
  const target = EntryTarget.safeParse({ anyOf });
  if (!target.success) throw new RangeError(`A target cannot name ${values.length} of these.`);
  return target.data;
}

/**
 * Whether a target reaches a screen: all conditions of one alternative hold. A condition on something that the screen
 * lacks (a site without a gate has no province) fails, and its opposite holds.
 */
export function targetMatches(target: EntryTarget, facts: ScreenFacts): boolean {
  return target.anyOf.some(({ allOf }) => allOf.every((condition) => holds(condition, facts)));
}

function holds(condition: TargetCondition, facts: ScreenFacts): boolean {
  if (condition.field === "tag") return facts.tags.some((tag) => names(condition, tag)) === condition.is;
  const value = factOf(condition.field, facts);
  return (value !== null && names(condition, value)) === condition.is;
}

function factOf(field: Exclude<TargetField, "tag">, facts: ScreenFacts): string | null {
  switch (field) {
    case "screen":
      return facts.screenId;
    case "cluster":
      return facts.clusterId;
    case "site":
      return facts.siteId;
    case "site-kind":
      return facts.siteKind;
    case "province":
      return facts.province;
    case "neighbour":
      return facts.neighbour;
  }
}

/** Lists so short are faster to walk than to look up. */
const SHORT_LIST = 8;
const valueSets = new WeakMap<readonly string[], ReadonlySet<string>>();

function names({ values }: TargetCondition, value: string): boolean {
  if (values.length <= SHORT_LIST) return values.includes(value);
  let set = valueSets.get(values);
  if (set === undefined) {
    set = new Set(values);
    valueSets.set(values, set);
  }
  return set.has(value);
}

const NARROW_TO_WIDE: readonly TargetField[] = [
  "screen",
  "cluster",
  "tag",
  "site",
  "province",
  "neighbour",
  "site-kind",
];

/** The narrowest field by which a target picks screens (`is`, not `is not`); null where it leaves out at most some. */
export function narrowestField(target: EntryTarget): TargetField | null {
  const used = new Set(
    target.anyOf.flatMap(({ allOf }) => allOf.filter((condition) => condition.is).map(({ field }) => field)),
  );
  return NARROW_TO_WIDE.find((field) => used.has(field)) ?? null;
}
