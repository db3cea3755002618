import type { Language } from "../../../schemas/reference/language.ts";
import type { ServiceContext } from "../../context.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import type { View } from "../view.ts";
import type { Option } from "./field.tsx";

const ORDER: Record<string, number> = { official: 0, minority: 1, foreign: 2 };

/** Languages of the reference: the official one, those spoken inside the country, then foreign ones; by name within. */
export async function readLanguages(ctx: ServiceContext): Promise<Language[]> {
  const languages = await listReference(ctx.db, "language");
  const rank = (language: Language) => Math.min(...language.role.map((role) => ORDER[role] ?? 3));
  return languages.sort((left, right) => rank(left) - rank(right) || left.nameVi.localeCompare(right.nameVi, "vi"));
}

/** `Tiếng Lào · ພາສາລາວ`. */
export function languageOptions(view: View, languages: readonly Language[]): Option[] {
  return languages.map((language) => ({ value: language.tag, label: languageLabel(view, language) }));
}

/** Name in the page's language with its own name beside it. */
export function languageLabel(view: View, language: Language): string {
  const name = view.locale === "vi" ? language.nameVi : language.nameEn;
  return language.autonym === "" || language.autonym === name ? name : `${name} · ${language.autonym}`;
}
