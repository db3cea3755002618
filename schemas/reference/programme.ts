import * as z from "zod";
import { Confidence } from "./reference-file.ts";

/** Code of a programme: our own, stable; a dot leads from a part to what it is part of. */
export const ProgrammeCode = z.string().regex(/^[A-Z][A-Za-z0-9-]*(\.[A-Za-z0-9]+)*$/);
export type ProgrammeCode = z.infer<typeof ProgrammeCode>;

/** A programme, project, theme or fund that content is tagged with and reports are made for. */
export const Programme = z.strictObject({
  code: ProgrammeCode,
  kind: z.enum([
    "national-target-programme",
    "project",
    "sub-project",
    "activity",
    "task",
    "scheme",
    "award",
    "theme",
    "coordination",
    "fund",
  ]),
  parent: ProgrammeCode.nullable(),
  nameVi: z.string().min(1),
  nameEn: z.string().min(1),
  fromYear: z.int().nullable(),
  /** Last year, inclusive. */
  untilYear: z.int().nullable(),
  legalBasis: z.array(z.string()),
  leadBefore2025: z.string().nullable(),
  lead: z.string().nullable(),
  /** What at a cluster counts for it. */
  countsAtCluster: z.string().nullable(),
  reporting: z.string().nullable(),
  confidence: Confidence,
  note: z.string().nullable(),
});
export type Programme = z.infer<typeof Programme>;
