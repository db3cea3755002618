import "../../../schemas/without-eval.ts";
import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { TemplateId } from "../../../schemas/slide.ts";
import { isKnownTemplate } from "../../../schemas/templates.ts";
import { renderHeadline } from "./headline/headline.ts";
import { renderNotice } from "./notice/notice.ts";
import type { SlideInput } from "./slide-input.ts";

const RENDERERS: Readonly<Record<TemplateId, (input: SlideInput) => HTMLElement>> = {
  headline: renderHeadline,
  notice: renderNotice,
};

/**
 * Builds the slide of an airing document, text as text and never as markup. `undefined` when the document names a
 * template this build does not hold in exactly that version: what was approved is not what would be drawn.
 */
export function renderSlide(airing: AiringDocument, urls: Readonly<Record<string, string>>): HTMLElement | undefined {
  const { template, fields } = airing;
  if (template === null || fields === null || !isKnownTemplate(template)) return undefined;
  const picture = airing.renditions.find((rendition) => rendition.role === "picture") ?? airing.renditions[0];
  const slide = RENDERERS[template.id]({
    fields,
    language: airing.language,
    pictureUrl: picture === undefined ? undefined : urls[picture.sha256],
    needsNativeCheck: airing.needsNativeCheck,
  });
  slide.lang = airing.language;
  return slide;
}
