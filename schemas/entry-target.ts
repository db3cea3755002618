import * as z from "zod";

/** What a condition looks at: nouns by id, a tag of screen or site, the gate's kind, province code, neighbour country. */
export const TargetField = z.enum(["screen", "cluster", "site", "tag", "site-kind", "province", "neighbour"]);
export type TargetField = z.infer<typeof TargetField>;

/** True for a screen whose field has one of the values; for `is: false`, one that has none of them. */
export const TargetCondition = z.strictObject({
  field: TargetField,
  is: z.boolean(),
  values: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(2_000)
    .transform((values) => [...new Set(values.map((value) => value.normalize("NFC")))].sort()),
});
export type TargetCondition = z.infer<typeof TargetCondition>;

/**
 * Which screens an entry reaches: those for which all conditions of any alternative hold. One alternative without
 * conditions is every screen. Screens that come later are reached too, if they match.
 */
export const EntryTarget = z.strictObject({
  anyOf: z
    .array(z.strictObject({ allOf: z.array(TargetCondition).max(12) }))
    .min(1)
    .max(12),
});
export type EntryTarget = z.infer<typeof EntryTarget>;

/** A short label on a screen or a site, e.g. `sảnh chờ`: lower case, single spaces. */
export const Tag = z
  .string()
  .transform((tag) => tag.normalize("NFC").trim().toLowerCase().replace(/\s+/gu, " "))
  .pipe(
    z
      .string()
      .min(1)
      .max(40)
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u),
  );

/** What a target is held against. */
export interface ScreenFacts {
  readonly screenId: string;
  readonly clusterId: string;
  readonly siteId: string;
  /** Of the screen and of its site, sorted. */
  readonly tags: readonly string[];
  /** From the gate's reference row; null for a site without a gate. */
  readonly siteKind: "land" | "seaport" | "airport" | null;
  readonly province: string | null;
  readonly neighbour: string | null;
}
