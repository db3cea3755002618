import { type EntryTarget, Tag, type TargetField } from "../../../schemas/entry-target.ts";
import { countClustersInUse, countScreensInUse, countSitesInUse } from "../../db/repos/schedule.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { listReference } from "../reference/list-reference.ts";

const COUNT_IN_USE = { screen: countScreensInUse, cluster: countClustersInUse, site: countSitesInUse } as const;
const CODES = { "site-kind": ["land", "seaport", "airport"], neighbour: ["CN", "LA", "KH"] } as const;

/** The same target with its labels written as labels are stored, so that `Sảnh chờ` finds `sảnh chờ`. */
export function withStoredTags(target: EntryTarget): EntryTarget {
  return {
    anyOf: target.anyOf.map(({ allOf }) => ({
      allOf: allOf.map((condition) =>
        condition.field === "tag"
          ? { ...condition, values: [...new Set(condition.values.map(storedTag))].sort() }
          : condition,
      ),
    })),
  };
}

function storedTag(value: string): string {
  const parsed = Tag.safeParse(value);
  if (!parsed.success) throw new DomainError("bad-input", "schedule.unknown-target-value", { values: value });
  return parsed.data;
}

/** Errors: `bad-input` when the target names a noun that is not in use, or a code that there is not. */
export async function refuseUnknownTargets(tx: Transaction, target: EntryTarget): Promise<void> {
  const values = valuesByField(target);
  let missing = 0;
  for (const field of ["screen", "cluster", "site"] as const) {
    const ids = values.get(field) ?? [];
    missing += ids.length - (await COUNT_IN_USE[field](tx, ids));
  }
  if (missing > 0) throw new DomainError("bad-input", "schedule.unknown-target", { count: missing });
  const strange = [
    ...unknownCodes(values.get("site-kind"), CODES["site-kind"]),
    ...unknownCodes(values.get("neighbour"), CODES.neighbour),
    ...unknownCodes(values.get("province"), values.has("province") ? await provinceCodes(tx) : []),
  ];
  if (strange.length > 0) {
    throw new DomainError("bad-input", "schedule.unknown-target-value", { values: strange.join(", ") });
  }
}

function valuesByField(target: EntryTarget): ReadonlyMap<TargetField, readonly string[]> {
  const values = new Map<TargetField, Set<string>>();
  for (const { field, values: named } of target.anyOf.flatMap(({ allOf }) => allOf)) {
    const known = values.get(field) ?? new Set<string>();
    values.set(field, known);
    for (const value of named) known.add(value);
  }
  return new Map([...values].map(([field, set]) => [field, [...set]]));
}

function unknownCodes(named: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  return (named ?? []).filter((code) => !known.includes(code));
}

/** The codes by which gates name their province. */
async function provinceCodes(tx: Transaction): Promise<string[]> {
  const provinces = await listReference(tx, "province");
  return provinces.filter(({ scheme }) => scheme === "GSO-2025").map(({ code }) => code);
}
