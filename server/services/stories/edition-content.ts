import { z } from "zod";
import { EpochMs, humanText, LanguageTag, NounId, Sha256 } from "../../../schemas/primitives.ts";
import { SlideFields, TemplateId } from "../../../schemas/slide.ts";

/** How long a still may stand, and how long it does when nobody says. */
export const STILL_DURATION = { shortestMs: 5_000, longestMs: 60_000, defaultMs: 10_000 } as const;

const StillDurationMs = z.int().min(STILL_DURATION.shortestMs).max(STILL_DURATION.longestMs);

const about = {
  storyId: NounId,
  language: LanguageTag,
  title: humanText(300).pipe(z.string().min(1)),
  notBeforeMs: EpochMs.nullable().default(null),
  /** First instant at which it may no longer be shown. */
  notAfterMs: EpochMs.nullable().default(null),
  credit: humanText(300).default(""),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .default(null),
  /** Text that no native speaker has checked yet. */
  needsNativeCheck: z.boolean().default(false),
  /** Programme codes, main programme first; each once. */
  programmes: z
    .array(z.string().min(1).max(60))
    .max(20)
    .refine((codes) => new Set(codes).size === codes.length, "A programme is named twice.")
    .default([]),
};

/** What an editor sends to make the next version of a story in one language. */
export const EditionContent = z.discriminatedUnion("kind", [
  /** A picture alone; 10 seconds unless said otherwise. */
  z.object({ kind: z.literal("image"), ...about, assetSha256: Sha256, durationMs: StillDurationMs.optional() }),
  /** A video; it lasts as long as it is. */
  z.object({ kind: z.literal("video"), ...about, assetSha256: Sha256 }),
  /** A slide; unless said otherwise it stands as long as its text takes to read. */
  z.object({
    kind: z.literal("slide"),
    ...about,
    templateId: TemplateId,
    fields: SlideFields,
    /** The slide's picture. */
    assetSha256: Sha256.nullable().default(null),
    durationMs: StillDurationMs.optional(),
  }),
]);
export type EditionContent = z.infer<typeof EditionContent>;
export type EditionContentInput = z.input<typeof EditionContent>;
