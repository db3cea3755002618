import * as z from "zod";

const Range = z.strictObject({ min: z.number(), max: z.number() });

const Element = z.strictObject({
  nameVi: z.string(),
  sizePt: Range,
  /** Size of what stands below the label, where it differs. */
  listSizePt: Range.nullable(),
  bold: z.boolean(),
  italic: z.boolean(),
  upper: z.boolean(),
  /** Fixed wording. */
  text: z.string().nullable(),
  /** Wording with `{…}` to fill. */
  pattern: z.string().nullable(),
  /** The line drawn under it; null: none. */
  ruleBelow: z.string().nullable(),
  rules: z.array(z.string()),
});

const ELEMENTS = [
  "nationalName",
  "motto",
  "parentAgency",
  "agency",
  "number",
  "placeAndDate",
  "documentKind",
  "subject",
  "addressees",
  "body",
  "signerTitle",
  "signerName",
  "recipients",
  "appendix",
] as const;

/** How an official report must look (Decree 30/2020/NĐ-CP, Appendix I). */
export const Decree30Layout = z.strictObject({
  about: z.strictObject({ title: z.string(), source: z.string(), remarks: z.array(z.string()) }),
  page: z.strictObject({
    widthMm: z.number(),
    heightMm: z.number(),
    marginMm: z.strictObject({ top: z.number(), bottom: z.number(), left: z.number(), right: z.number() }),
    allowedMarginMm: z.strictObject({ top: Range, bottom: Range, left: Range, right: Range }),
  }),
  font: z.strictObject({
    family: z.string(),
    /** Metric-compatible free font. */
    substitute: z.string(),
    colour: z.string(),
    language: z.string(),
  }),
  pageNumber: z.strictObject({ sizePt: Range, place: z.literal("top-centre"), onFirstPage: z.boolean() }),
  body: z.strictObject({ firstLineIndentMm: Range, spaceBetweenParagraphsPt: z.number(), lineSpacing: Range }),
  elements: z.record(z.enum(ELEMENTS), Element),
});
export type Decree30Layout = z.infer<typeof Decree30Layout>;
