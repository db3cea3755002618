import { append, appendBox } from "./element.ts";

/** Autonyms for the second language of a slide, whose fields carry only its code. */
const AUTONYMS: Readonly<Record<string, string>> = {
  vi: "Tiếng Việt",
  en: "English",
  fr: "Français",
  "zh-Hans": "简体中文",
  lo: "ພາສາລາວ",
  km: "ភាសាខ្មែរ",
  th: "ภาษาไทย",
  tyz: "Tày",
  nut: "Nùng",
  "blt-Tavt": "ꪼꪕꪒꪾ",
};

/** The tag that opens each text: the language's code, then its own name. An empty name leaves the code alone. */
export function appendLanguageTag(parent: HTMLElement, lang: string, ownName: string): void {
  const tag = appendBox(parent, "p", "lang");
  append(tag, "b", "en", (lang.split("-")[0] ?? lang).toUpperCase());
  const name = ownName === "" ? (AUTONYMS[lang] ?? "") : ownName;
  if (name !== "") append(tag, "span", lang, name);
}
