import type { SlideFields } from "../../../../schemas/slide.ts";
import { appendCopy } from "../parts/copy.ts";
import { append, appendBox } from "../parts/element.ts";
import { appendClosingLine, appendQr } from "../parts/foot.ts";
import { breakAtWords } from "../parts/word-breaks.ts";
import type { SlideInput } from "../slide-input.ts";
import { type NoticePoint, numberedPoints } from "./numbered-points.ts";

/** A notice on paper: large text, or, when every line of the summary is numbered, one stone for each step. */
export function renderNotice(input: SlideInput): HTMLElement {
  const { fields, language } = input;
  const slide = document.createElement("main");
  const points = fields.second === null ? numberedPoints(fields.summary) : [];
  slide.className = points.length > 0 ? "slide notice on-paper stepped" : "slide notice on-paper";
  slide.classList.toggle("bilingual", fields.second !== null);
  slide.dataset.fit = "";
  const copies = appendBox(slide, "div", "copies");
  copies.dataset.fit = "";
  appendCopy(copies, {
    lang: language,
    ownName: fields.languageName,
    headline: fields.headline,
    summary: points.length > 0 ? "" : fields.summary,
  });
  appendSecond(copies, fields);
  if (points.length > 0) appendSteps(slide, points, language);
  appendQr(slide, fields, language, points.length > 0 ? 9.6 : 13.6);
  appendClosingLine(slide, fields, language, input.needsNativeCheck);
  return slide;
}

function appendSecond(copies: HTMLElement, fields: SlideFields): void {
  if (fields.second === null) return;
  const { language: lang, headline, summary } = fields.second;
  appendCopy(copies, { lang, ownName: "", headline, summary });
}

function appendSteps(slide: HTMLElement, points: readonly NoticePoint[], lang: string): void {
  const list = appendBox(slide, "ol", "steps");
  list.dataset.count = String(points.length);
  for (const point of points) {
    const step = appendBox(list, "li", "step");
    step.dataset.fit = "";
    append(step, "span", lang, point.number, "n");
    const body = appendBox(step, "div", "body");
    append(body, "b", lang, "").append(breakAtWords(point.title, lang));
    if (point.detail !== "") append(body, "p", lang, "").append(breakAtWords(point.detail, lang));
  }
}
