import * as z from "zod";
import { CivilDate } from "../primitives.ts";
import { Confidence } from "./reference-file.ts";

/**
 * The name that the holder of one duty had in `[validFrom, validTo)`. The key is (id, validFrom): `id` names the duty and
 * outlives every renaming, so a report finds the name valid on its signing date.
 */
export const Organisation = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  level: z.enum(["ministry", "authority", "province", "local"]),
  dutyVi: z.string(),
  nameVi: z.string().min(1),
  validFrom: CivilDate.nullable(),
  validTo: CivilDate.nullable(),
  /** `month`: the day of the change is not known and stands as the first; null: no change is known. */
  datePrecision: z.enum(["day", "month"]).nullable(),
  source: z.string(),
  confidence: Confidence,
  note: z.string().nullable(),
});
export type Organisation = z.infer<typeof Organisation>;
