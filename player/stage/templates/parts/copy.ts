import { append, appendBox } from "./element.ts";
import { appendLanguageTag } from "./language-tag.ts";
import { breakAtWords } from "./word-breaks.ts";

export interface Copy {
  readonly lang: string;
  readonly ownName: string;
  readonly headline: string;
  readonly summary: string;
}

/** One language's text: its tag, its headline, its summary if it has one. */
export function appendCopy(parent: HTMLElement, copy: Copy): HTMLElement {
  const box = appendBox(parent, "section", "copy");
  box.lang = copy.lang;
  appendLanguageTag(box, copy.lang, copy.ownName);
  const headline = append(box, "h1", copy.lang, "", "hd");
  headline.append(breakAtWords(copy.headline, copy.lang));
  if (copy.summary !== "") {
    const summary = append(box, "p", copy.lang, "", "sum");
    summary.append(breakAtWords(copy.summary, copy.lang));
  }
  return box;
}
