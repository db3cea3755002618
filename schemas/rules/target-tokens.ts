/** A piece of a target's text; `open-quote`: the text ends inside quotes; `other`: nothing that it knows. */
export interface TargetToken {
  readonly kind: "word" | "quoted" | "comma" | "end" | "open-quote" | "other";
  /** A word as written; what stands between quotes, without the escapes. */
  readonly value: string;
  readonly at: number;
  readonly end: number;
}

const SPACES = /\s*/uy;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*/uy;
/** Word processors turn quotes; each opening one takes its own closing one. A backslash takes the next letter as it is. */
const QUOTED = /"((?:[^"\\]|\\.)*)"|[“”]((?:[^“”\\]|\\.)*)[“”]/suy;

/** The token that starts at `from` or after the spaces there. */
export function tokenAt(text: string, from: number): TargetToken {
  SPACES.lastIndex = from;
  const at = from + (SPACES.exec(text)?.[0].length ?? 0);
  if (at >= text.length) return { kind: "end", value: "", at, end: at };
  if (text[at] === ",") return { kind: "comma", value: ",", at, end: at + 1 };
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word !== undefined) return { kind: "word", value: word, at, end: at + word.length };
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text);
  if (quoted !== null) {
    const value = (quoted[1] ?? quoted[2] ?? "").replace(/\\(.)/gsu, "$1");
    return { kind: "quoted", value, at, end: at + quoted[0].length };
  }
  const kind = '"“”'.includes(text.charAt(at)) ? "open-quote" : "other";
  return { kind, value: text.charAt(at), at, end: text.length };
}
