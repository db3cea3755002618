/** Writes words the way a slug does: "Cửa khẩu" becomes `cua-khau`. Empty when nothing is left. */
export function slugOf(words: string): string {
  return words
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll("đ", "d")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** Whether a slug holds any of the keywords as whole words; with no keyword every slug does. */
export function matchesKeywords(slug: string, keywords: readonly string[]): boolean {
  return keywords.length === 0 || keywords.some((keyword) => `-${slug}-`.includes(`-${keyword}-`));
}
