import type { EntryTarget, TargetCondition, TargetField } from "../../../schemas/entry-target.ts";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { readTarget, writeTarget } from "../../../schemas/rules/target-text.ts";
import type { FormInput } from "../form-input.ts";
import type { FieldReader } from "../form-problems.ts";

/** Rows of the filter beside the tree of places; each narrows what the others leave. */
export const FILTER_FIELDS = ["site-kind", "neighbour", "province", "tag", "cluster"] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

/** Places are one row with two kinds of box: a whole site, or a screen of it. */
const PLACE_FIELDS = ["site", "screen"] as const;

/**
 * The target that a form describes: everywhere; the rows of the filter, a site or a screen ticked in the tree each
 * letting a screen in; or the written form. What cannot be read is noted at its field.
 */
export function readWhere(form: FormInput, reader: FieldReader): EntryTarget {
  if (form.text("where") === "written") return written(form, reader);
  if (form.text("where") !== "some") return EVERYWHERE;
  const narrowing = FILTER_FIELDS.flatMap((field) => conditionOf(form, field));
  const places = PLACE_FIELDS.flatMap((field) => conditionOf(form, field, form.text("placeIs") !== "no"));
  if (narrowing.length + places.length === 0) reader.note("where", "entry-form.needs-where");
  if (places.length === 0) return { anyOf: [{ allOf: narrowing }] };
  if (form.text("placeIs") === "no") return { anyOf: [{ allOf: [...narrowing, ...places] }] };
  return { anyOf: places.map((place) => ({ allOf: [...narrowing, place] })) };
}

function conditionOf(form: FormInput, field: TargetField, is = form.text(`${field}-is`) !== "no"): TargetCondition[] {
  const values = [...new Set(form.all(field))].sort();
  return values.length === 0 ? [] : [{ field, is, values }];
}

function written(form: FormInput, reader: FieldReader): EntryTarget {
  const text = form.text("written");
  const read = readTarget(text);
  if (read.ok) return read.target;
  const near = text.slice(read.at, read.at + 12) || "…";
  reader.note("written", `entry-form.written-${read.expected}`, { near });
  return EVERYWHERE;
}

type Values = Record<string, string | string[]>;

/** The fields that show a target: its rows where they can, else its written form, which is always there. */
export function whereValues(target: EntryTarget): Values {
  const text = writeTarget(target);
  const [first, ...others] = target.anyOf;
  if (first === undefined) return { where: "written", written: text };
  if (others.length === 0 && first.allOf.length === 0) return { where: "everywhere", written: text };
  const rows = rowsOf(target);
  return rows === null ? { where: "written", written: text } : { where: "some", written: text, ...rows };
}

/** Null when the rows cannot say it: other alternatives, or a field twice. */
function rowsOf(target: EntryTarget): Values | null {
  const alternatives = target.anyOf.map(({ allOf }) => ({
    narrowing: allOf.filter((one) => !isPlace(one)),
    places: allOf.filter(isPlace),
  }));
  const [first, second, ...more] = alternatives;
  if (first === undefined || more.length > 0) return null;
  const narrowing = first.narrowing;
  if (second !== undefined && JSON.stringify(second.narrowing) !== JSON.stringify(narrowing)) return null;
  const places = [...first.places, ...(second?.places ?? [])];
  const isUnion = places.every(({ is }) => is) && alternatives.every((one) => one.places.length <= 1);
  const isExclusion = second === undefined && places.every(({ is }) => !is);
  if (!isUnion && !isExclusion) return null;
  if (second !== undefined && places.length !== 2) return null;
  const all = [...narrowing, ...places];
  if (new Set(all.map(({ field }) => field)).size !== all.length) return null;
  const values: Values = { placeIs: places.length > 0 && isExclusion ? "no" : "yes" };
  for (const { field, is, values: chosen } of all) {
    values[field] = chosen;
    if (!isPlaceField(field)) values[`${field}-is`] = is ? "yes" : "no";
  }
  return values;
}

function isPlace(condition: TargetCondition): boolean {
  return isPlaceField(condition.field);
}

function isPlaceField(field: TargetField): boolean {
  return field === "site" || field === "screen";
}
