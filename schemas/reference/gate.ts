import * as z from "zod";
import { LanguageTag } from "../primitives.ts";
import { ProvinceCode } from "./province.ts";
import { Confidence } from "./reference-file.ts";

/** A place where people cross the border of Viet Nam, and where a cluster may stand. */
export const Gate = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  kind: z.enum(["land", "seaport", "airport"]),
  mode: z.enum(["road", "rail", "sea", "air", "road+river", "sea+river"]),
  rank: z.enum(["international", "main", "crossing-route"]),
  rankVi: z.string(),
  nameVi: z.string().min(1),
  shortNameVi: z.string().min(1),
  nameEn: z.string().min(1),
  province: ProvinceCode,
  provinceBefore2025: ProvinceCode,
  neighbour: z.enum(["CN", "LA", "KH"]).nullable(),
  /** The gate on the other side. */
  counterpart: z
    .strictObject({
      nameVi: z.string().nullable(),
      nameLatin: z.string().nullable(),
      nameNative: z.string().nullable(),
      nativeVerified: z.boolean(),
      place: z.string().nullable(),
    })
    .nullable(),
  /** WGS84, good for a pin on a map and not for surveying. */
  position: z
    .strictObject({
      latitude: z.number().min(8).max(24),
      longitude: z.number().min(102).max(115),
      precision: z.enum(["gate", "airport", "approx-3km", "approx-5km"]),
    })
    .nullable(),
  commune: z.strictObject({ code: z.string().regex(/^\d{5}$/), nameVi: z.string() }).nullable(),
  /** Open to travellers with an electronic visa. */
  eVisa: z.boolean(),
  /** Proposed for a site here, by weight; each site keeps its own list. */
  languages: z.array(LanguageTag).min(1),
  iata: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable(),
  confidence: Confidence,
  sources: z.array(z.string()),
  note: z.string().nullable(),
});
export type Gate = z.infer<typeof Gate>;
