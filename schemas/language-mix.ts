import * as z from "zod";
import { LanguageTag } from "./primitives.ts";

/** What one language should have of a site's airtime, and what it must not fall under. */
export const LanguageShare = z
  .strictObject({
    language: LanguageTag,
    sharePpm: z.int().min(1).max(1_000_000),
    minimumPpm: z.int().min(0).max(1_000_000),
  })
  .refine((share) => share.minimumPpm <= share.sharePpm, {
    message: "The minimum is above the share.",
    path: ["minimumPpm"],
  });
export type LanguageShare = z.infer<typeof LanguageShare>;

/** The languages of a site, heaviest first (ties in the order given); the shares make a whole. */
export const LanguageMix = z
  .array(LanguageShare)
  .min(1)
  .max(12)
  .refine((mix) => new Set(mix.map(({ language }) => language)).size === mix.length, {
    message: "A language is named twice.",
  })
  .refine((mix) => mix.reduce((sum, { sharePpm }) => sum + sharePpm, 0) === 1_000_000, {
    message: "The shares do not make a whole.",
  })
  .transform((mix) => [...mix].sort((one, other) => other.sharePpm - one.sharePpm));
export type LanguageMix = z.infer<typeof LanguageMix>;
