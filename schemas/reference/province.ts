import * as z from "zod";
import { CivilDate } from "../primitives.ts";

/** Codes were used again for other provinces in 2025: the scheme is part of the name. */
export const ProvinceScheme = z.enum(["GSO-2025", "GSO-pre-2025"]);

/** Names a province at one date; together with the date it names one row. */
export const ProvinceCode = z.strictObject({ scheme: ProvinceScheme, code: z.string().regex(/^\d{2}$/) });
export type ProvinceCode = z.infer<typeof ProvinceCode>;

/** A provincial unit while it had this name. The key is (scheme, code, validFrom); `[validFrom, validTo)`, null without end. */
export const Province = z.strictObject({
  ...ProvinceCode.shape,
  validFrom: CivilDate.nullable(),
  validTo: CivilDate.nullable(),
  nameVi: z.string().min(1),
  fullNameVi: z.string().nullable(),
  nameEn: z.string().nullable(),
  mergedFrom: z.array(ProvinceCode),
  /** Neighbour countries (ISO 3166-1) it has a land border with. */
  borderWith: z.array(z.enum(["CN", "LA", "KH"])),
  note: z.strictObject({ vi: z.string(), en: z.string() }).nullable(),
});
export type Province = z.infer<typeof Province>;
