import type { LanguageShare } from "../../../schemas/language-mix.ts";
import type { LoopLanguage } from "../../../schemas/rules/loop-contract.ts";
import type { CompileSources } from "./compile-input.ts";

/**
 * What the languages of a place should have of a loop in which only `present` have content. The share of one that has
 * none moves along its fallback chain to the first that has; where there is no such, the others share it. Only a
 * language's own minimum is promised, never that of one it stands in for. null: all that are present, equally.
 */
export function setLanguages(
  mix: readonly LanguageShare[],
  present: ReadonlySet<string>,
  fallbacks: CompileSources["fallbacks"],
): LoopLanguage[] | null {
  const wanted = new Map<string, LoopLanguage>();
  for (const { language, sharePpm, minimumPpm } of mix) {
    const shown = shownInstead(language, present, fallbacks);
    if (shown === null) continue;
    const before = wanted.get(shown);
    wanted.set(shown, {
      language: shown,
      sharePpm: (before?.sharePpm ?? 0) + sharePpm,
      minimumPpm: Math.max(before?.minimumPpm ?? 0, shown === language ? minimumPpm : 0),
    });
  }
  return wanted.size === 0 ? null : [...wanted.values()];
}

/** The language itself where it is present, else the first of its chain that is; null when none is. */
export function shownInstead(
  language: string,
  present: ReadonlySet<string>,
  fallbacks: CompileSources["fallbacks"],
): string | null {
  return [language, ...(fallbacks[language] ?? [])].find((tag) => present.has(tag)) ?? null;
}
