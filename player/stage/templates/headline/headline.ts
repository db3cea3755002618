import { appendCopy } from "../parts/copy.ts";
import { appendBox } from "../parts/element.ts";
import { appendClosingLine, appendQr } from "../parts/foot.ts";
import type { SlideInput } from "../slide-input.ts";

/** News with a picture: the picture on one side, on stone the text in one or two languages. */
export function renderHeadline(input: SlideInput): HTMLElement {
  const { fields, language } = input;
  const slide = document.createElement("main");
  slide.className = input.pictureUrl === undefined ? "slide headline no-pic" : "slide headline";
  slide.classList.toggle("bilingual", fields.second !== null);
  if (input.pictureUrl !== undefined) {
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "sync";
    image.src = input.pictureUrl;
    appendBox(slide, "figure", "pic").append(image);
  }
  const text = appendBox(slide, "article", "txt");
  text.dataset.fit = "";
  const copies = appendBox(text, "div", "copies");
  appendCopy(copies, {
    lang: language,
    ownName: fields.languageName,
    headline: fields.headline,
    summary: fields.summary,
  });
  if (fields.second !== null) {
    const { language: lang, headline, summary } = fields.second;
    appendCopy(copies, { lang, ownName: "", headline, summary });
  }
  const foot = appendBox(text, "div", "foot");
  appendQr(foot, fields, language, 9.6);
  appendClosingLine(foot, fields, language, input.needsNativeCheck);
  return slide;
}
