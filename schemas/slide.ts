import * as z from "zod";
import { humanText, LanguageTag, Sha256 } from "./primitives.ts";

export const TemplateId = z.enum(["headline", "notice"]);
export type TemplateId = z.infer<typeof TemplateId>;

/** One immutable version of a slide layout, named by the hash of its source. */
export const TemplateReference = z.strictObject({
  id: TemplateId,
  version: z.int().min(1),
  sha256: Sha256,
});
export type TemplateReference = z.infer<typeof TemplateReference>;

/** Everything a slide says. Text is plain; nothing in it is read as markup. */
export const SlideFields = z.strictObject({
  headline: humanText(200).pipe(z.string().min(1)),
  summary: humanText(400),
  /** As it stands on the glass: "Nguồn: …". */
  credit: humanText(200),
  /** Name of the place that closes the slide; empty when it is the same at every gate. */
  place: humanText(120),
  /** The language's own name, shown beside its code. */
  languageName: humanText(60),
  qr: z.strictObject({ targetUrl: z.url({ protocol: /^https?$/ }).max(500), caption: humanText(120) }).nullable(),
  /** Text in a second language under the first; equal in size. */
  second: z.strictObject({ language: LanguageTag, headline: humanText(200), summary: humanText(400) }).nullable(),
});
export type SlideFields = z.infer<typeof SlideFields>;
