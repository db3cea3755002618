import type { ServiceContext } from "../../context.ts";
import type { Locale } from "../../messages/catalogue.ts";
import { listReference } from "../reference/list-reference.ts";

/** A language by the names people know. */
export interface LanguageName {
  readonly language: string;
  readonly nameVi: string;
  readonly nameEn: string;
}

/** The names of these languages, in the order given; one that is in no reference goes by its tag. */
export async function languageNames(
  ctx: Pick<ServiceContext, "db">,
  languages: Iterable<string>,
): Promise<LanguageName[]> {
  const rows = new Map((await listReference(ctx.db, "language")).map((row) => [row.tag, row]));
  return [...new Set(languages)].map((language) => ({
    language,
    nameVi: rows.get(language)?.nameVi ?? language,
    nameEn: rows.get(language)?.nameEn ?? language,
  }));
}

/** What a language is called in the reader's language; its tag where it is not among these. */
export function languageName(locale: Locale, names: readonly LanguageName[], language: string): string {
  const found = names.find((one) => one.language === language);
  return found === undefined ? language : locale === "vi" ? found.nameVi : found.nameEn;
}
