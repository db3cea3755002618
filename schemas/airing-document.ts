import * as z from "zod";
import { DurationMs, EpochMs, humanText, LanguageTag, NounId, Sha256 } from "./primitives.ts";
import { SlideFields, TemplateReference } from "./slide.ts";

export const ItemKind = z.enum(["image", "video", "slide"]);
export type ItemKind = z.infer<typeof ItemKind>;

/** What is made from an asset and played; its bytes are found by `sha256`. */
export const AiringRendition = z.strictObject({
  role: z.enum(["main", "picture"]),
  sha256: Sha256,
  mediaType: z.enum(["video/mp4", "image/webp", "image/jpeg"]),
  sizeBytes: z.int().min(1),
  widthPx: z.int().min(1).max(16_384),
  heightPx: z.int().min(1).max(16_384),
  /** Length of a video as probed; `null` for a still. */
  durationMs: DurationMs.nullable(),
  pipelineVersion: z.int().min(1),
});
export type AiringRendition = z.infer<typeof AiringRendition>;

/** Where the item may be shown. */
export const AiringScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everywhere") }),
  z.strictObject({ kind: z.literal("sites"), siteIds: z.array(NounId).min(1).max(500) }),
]);
export type AiringScope = z.infer<typeof AiringScope>;

/**
 * Everything that decides pixels and rights of one item. Its canonical bytes are immutable;
 * their SHA-256 is what approvals sign, what the manifest names and what each play record carries.
 */
export const AiringDocument = z
  .strictObject({
    type: z.literal("airing-document"),
    kind: ItemKind,
    storyId: NounId,
    editionVersionId: NounId,
    language: LanguageTag,
    title: humanText(300),
    template: TemplateReference.nullable(),
    fields: SlideFields.nullable(),
    renditions: z.array(AiringRendition).max(4),
    /** Planned length of one showing. */
    durationMs: DurationMs.min(2_000).max(3_600_000),
    notBeforeMs: EpochMs.nullable(),
    /** First instant at which it may no longer be shown, online or offline. */
    notAfterMs: EpochMs.nullable(),
    scope: AiringScope,
    rights: z.strictObject({
      credit: humanText(300),
      sourceUrl: z
        .url({ protocol: /^https?$/ })
        .max(2_000)
        .nullable(),
    }),
    needsNativeCheck: z.boolean(),
  })
  .superRefine((document, context) => {
    const isSlide = document.kind === "slide";
    if (isSlide !== (document.template !== null && document.fields !== null)) {
      context.addIssue({ code: "custom", message: "A slide, and only a slide, has a template and fields." });
    }
    if (!isSlide && document.renditions[0]?.role !== "main") {
      context.addIssue({ code: "custom", message: "A picture or video needs its main rendition first." });
    }
    if (document.notBeforeMs !== null && document.notAfterMs !== null && document.notAfterMs <= document.notBeforeMs) {
      context.addIssue({ code: "custom", message: "The end of validity must be later than its start." });
    }
  });
export type AiringDocument = z.infer<typeof AiringDocument>;

/** One person's yes to one airing document; signed with that person's own key. */
export const ApprovalDocument = z.strictObject({
  type: z.literal("approval"),
  airingSha256: Sha256,
  personId: NounId,
  approvedAtMs: EpochMs,
});
export type ApprovalDocument = z.infer<typeof ApprovalDocument>;
