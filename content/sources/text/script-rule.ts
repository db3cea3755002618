const SCRIPT_LETTERS: Readonly<Record<string, RegExp>> = {
  lo: /\p{Script=Lao}/u,
  km: /\p{Script=Khmer}/u,
  th: /\p{Script=Thai}/u,
  zh: /\p{Script=Han}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
};

/**
 * Whether `text` has at least one letter of the script its language is written in. Catches a page that answers in
 * Vietnamese under a Lao address. Languages in Latin letters always pass: no guess is made between them.
 */
export function isInScriptOf(text: string, language: string): boolean {
  return SCRIPT_LETTERS[language.split("-", 1)[0] ?? ""]?.test(text) ?? true;
}
