import type { ConditionRow, EntryRow, ScreenRow } from "./rows.ts";

/** Whether an entry is meant for a screen: all conditions of one of its alternatives hold there. */
export function reachesScreen(entry: EntryRow, screen: ScreenRow): boolean {
  return entry.target.anyOf.some(({ allOf }) => allOf.every((condition) => holds(condition, screen)));
}

function holds(condition: ConditionRow, screen: ScreenRow): boolean {
  const facts = factsOf(condition.field, screen);
  const hasOne = condition.values.some((value) => facts.includes(value));
  return condition.is ? hasOne : !hasOne;
}

function factsOf(field: string, screen: ScreenRow): readonly (string | null)[] {
  switch (field) {
    case "screen":
      return [screen.screenId];
    case "cluster":
      return [screen.clusterId];
    case "site":
      return [screen.siteId];
    case "tag":
      return screen.tags;
    case "site-kind":
      return [screen.siteKind];
    case "province":
      return [screen.province];
    case "neighbour":
      return [screen.neighbour];
    default:
      throw new Error(`The interpreter does not know the field ${field}.`);
  }
}
