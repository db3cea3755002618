import type { LanguageMix } from "../../../schemas/language-mix.ts";

/** These languages in equal shares without minimum, in this order; the first have what does not divide. */
export function equalMix(languages: readonly string[]): LanguageMix {
  const distinct = [...new Set(languages)];
  const sharePpm = Math.floor(1_000_000 / distinct.length);
  const left = 1_000_000 - sharePpm * distinct.length;
  return distinct.map((language, index) => ({
    language,
    sharePpm: sharePpm + (index < left ? 1 : 0),
    minimumPpm: 0,
  }));
}
