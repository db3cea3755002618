import * as z from "zod";
import { LanguageTag } from "../primitives.ts";
import { Confidence } from "./reference-file.ts";

/** A language that a screen may speak, with what it takes to set it in type. */
export const Language = z.strictObject({
  tag: LanguageTag,
  iso639: z.string().regex(/^[a-z]{3}$/),
  /** ISO 15924. */
  script: z.string().regex(/^[A-Z][a-z]{3}$/),
  /** Its own name; empty where none is known in writing. */
  autonym: z.string(),
  nameVi: z.string().min(1),
  nameEn: z.string().min(1),
  role: z.array(z.enum(["official", "minority", "foreign"])).min(1),
  spokenInVi: z.string(),
  fontPackage: z.string(),
  fontSubsets: z.array(z.string()),
  lineBreak: z.strictObject({ needsDictionary: z.boolean(), method: z.string() }),
  /** Letters that a font must have before a text in this language may be published. */
  renderTestLetters: z.string().nullable(),
  broadcastNationally: z.boolean(),
  /** Codes that others use for the same or a close language. */
  alternatives: z.array(z.string()),
  confidence: Confidence,
  note: z.string().nullable(),
});
export type Language = z.infer<typeof Language>;
