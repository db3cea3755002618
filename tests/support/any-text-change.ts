import fc from "fast-check";

/** What is done to one character of a text, and where, as a part of its length. */
export interface TextChange {
  readonly part: number;
  readonly how: "change" | "double" | "drop" | "insert";
  readonly character: string;
}

/** A character changed, doubled, left out, or another put before it. */
export const anyTextChange: fc.Arbitrary<TextChange> = fc.record({
  part: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  how: fc.constantFrom("change", "double", "drop", "insert"),
  character: fc.constantFrom(...'0123456789abcdefgzA"\\{}[],:-.+eE \u0000é'),
});

/** The text with that done to it. */
export function changeText(text: string, { part, how, character }: TextChange): string {
  const at = Math.floor(part * text.length);
  const rest = text.slice(how === "change" || how === "drop" ? at + 1 : at);
  return `${text.slice(0, at)}${how === "drop" ? "" : how === "double" ? text[at] : character}${rest}`;
}
