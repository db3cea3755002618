import type { SlideFields } from "../../../../schemas/slide.ts";
import { append, appendBox } from "./element.ts";
import { drawQrCode } from "./qr-code.ts";
import { languageOfLine } from "./text-language.ts";
import { breakAtWords } from "./word-breaks.ts";

/** The code to scan, about `side` units wide, and what it leads to; nothing when the slide has none. */
export function appendQr(parent: HTMLElement, fields: SlideFields, lang: string, side: number): void {
  if (fields.qr === null) return;
  const box = appendBox(parent, "div", "qr");
  box.append(drawQrCode(fields.qr.targetUrl, side));
  const caption = append(box, "p", languageOfLine(fields.qr.caption, lang), "");
  caption.append(breakAtWords(fields.qr.caption, caption.lang));
}

/** The line that closes a slide: the place, then the source, then whether a native speaker still has to read it. */
export function appendClosingLine(parent: HTMLElement, fields: SlideFields, lang: string, needsCheck: boolean): void {
  const line = appendBox(parent, "div", "line");
  if (fields.place !== "") {
    const place = appendBox(line, "p", "place");
    appendBox(place, "i", "stone");
    append(place, "span", languageOfLine(fields.place, lang), fields.place);
  }
  const source = appendBox(line, "p", "src");
  if (fields.credit !== "") append(source, "span", languageOfLine(fields.credit, lang), fields.credit);
  if (needsCheck) append(source, "span", "vi", "Cần người bản ngữ kiểm tra", "check");
}
