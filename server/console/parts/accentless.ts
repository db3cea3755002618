/** Text for comparing what people type with what names say: without accents, đ as d, lower case, single spaces. */
export function accentless(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/** Whether every word of the query begins a word of the text, in any order; an empty query matches everything. */
export function matchesQuery(text: string, query: string): boolean {
  const words = ` ${accentless(text).replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  return accentless(query)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => words.includes(` ${word}`));
}
