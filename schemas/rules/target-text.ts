import { type EntryTarget, Tag, type TargetCondition, TargetField } from "../entry-target.ts";
import { type TargetToken, tokenAt } from "./target-tokens.ts";

/** What stands at `at` is not what could stand there; the last four name a bound that the text goes past there. */
export type TargetExpectation =
  | "field"
  | "is"
  | "value"
  | "closing-quote"
  | "and-or-end"
  | "site-kind"
  | "neighbour"
  | "tag"
  | "shorter-value"
  | "fewer-values"
  | "fewer-conditions"
  | "fewer-alternatives";

export type TargetReading =
  | { readonly ok: true; readonly target: EntryTarget }
  /** `at` is the place in the text, in UTF-16 units from 0. */
  | { readonly ok: false; readonly at: number; readonly expected: TargetExpectation };

const MAX_ALTERNATIVES = 12;
const MAX_CONDITIONS = 12;
const MAX_VALUES = 2_000;
const MAX_VALUE_LENGTH = 64;
const SITE_KINDS: readonly string[] = ["land", "seaport", "airport"];
const NEIGHBOURS: readonly string[] = ["CN", "LA", "KH"];
const EVERYWHERE_WORD = "everywhere";

/**
 * The target that a text says, e.g. `site-kind is land and province is 22, 24 and tag is not "sảnh chờ" or screen is x`:
 * alternatives joined by `or`, in each of them conditions joined by `and`; `everywhere` stands for all screens. Words of
 * the language, tags, site kinds and countries are read in upper or lower case.
 */
export function readTarget(text: string): TargetReading {
  const reader: Reader = { text, next: 0 };
  const anyOf: EntryTarget["anyOf"] = [];
  try {
    do {
      if (anyOf.length === MAX_ALTERNATIVES) refuse(peek(reader), "fewer-alternatives");
      anyOf.push({ allOf: readAlternative(reader) });
    } while (takeWord(reader, "or"));
    const rest = peek(reader);
    if (rest.kind !== "end") refuse(rest, "and-or-end");
    return { ok: true, target: { anyOf } };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, at: error.at, expected: error.expected };
    throw error;
  }
}

interface Reader {
  readonly text: string;
  next: number;
}

class Misread extends Error {
  readonly at: number;
  readonly expected: TargetExpectation;

  constructor(at: number, expected: TargetExpectation) {
    super(expected);
    this.at = at;
    this.expected = expected;
  }
}

function refuse(token: TargetToken, expected: TargetExpectation): never {
  throw new Misread(token.at, token.kind === "open-quote" ? "closing-quote" : expected);
}

function peek(reader: Reader): TargetToken {
  return tokenAt(reader.text, reader.next);
}

function take(reader: Reader): TargetToken {
  const token = peek(reader);
  reader.next = token.end;
  return token;
}

/** Quoted, a word of the language is a value. */
function takeWord(reader: Reader, word: string): boolean {
  const token = peek(reader);
  if (token.kind !== "word" || token.value.toLowerCase() !== word) return false;
  reader.next = token.end;
  return true;
}

function readAlternative(reader: Reader): TargetCondition[] {
  if (takeWord(reader, EVERYWHERE_WORD)) return [];
  const allOf: TargetCondition[] = [];
  do {
    if (allOf.length === MAX_CONDITIONS) refuse(peek(reader), "fewer-conditions");
    allOf.push(readCondition(reader));
  } while (takeWord(reader, "and"));
  return allOf;
}

function readCondition(reader: Reader): TargetCondition {
  const token = take(reader);
  const field = TargetField.safeParse(token.kind === "word" ? token.value.toLowerCase() : null);
  if (!field.success) return refuse(token, "field");
  if (!takeWord(reader, "is")) refuse(peek(reader), "is");
  const is = !takeWord(reader, "not");
  const values = new Set<string>();
  do {
    if (values.size === MAX_VALUES) refuse(peek(reader), "fewer-values");
    values.add(readValue(reader, field.data));
  } while (takeComma(reader));
  return { field: field.data, is, values: [...values].sort() };
}

function takeComma(reader: Reader): boolean {
  const token = peek(reader);
  if (token.kind !== "comma") return false;
  reader.next = token.end;
  return true;
}

function readValue(reader: Reader, field: TargetField): string {
  const token = take(reader);
  if (token.kind !== "word" && token.kind !== "quoted") return refuse(token, "value");
  if (token.value === "" || (token.kind === "word" && isKeyword(token.value))) return refuse(token, "value");
  const value = token.value.normalize("NFC");
  if (value.length > MAX_VALUE_LENGTH) return refuse(token, "shorter-value");
  if (field === "site-kind") return oneOf(SITE_KINDS, value.toLowerCase(), token, field);
  if (field === "neighbour") return oneOf(NEIGHBOURS, value.toUpperCase(), token, field);
  if (field !== "tag") return value;
  const tag = Tag.safeParse(value);
  return tag.success ? tag.data : refuse(token, "tag");
}

function oneOf(known: readonly string[], value: string, token: TargetToken, expected: TargetExpectation): string {
  return known.includes(value) ? value : refuse(token, expected);
}

const KEYWORDS: readonly string[] = ["and", "or", "is", "not", EVERYWHERE_WORD];

function isKeyword(word: string): boolean {
  return KEYWORDS.includes(word.toLowerCase());
}

/**
 * The text of a target, from which `readTarget` gives the same target again wherever its values are such as fields
 * have: tags and site kinds in lower case, countries in upper case, all sorted and NFC.
 */
export function writeTarget(target: EntryTarget): string {
  return target.anyOf
    .map(({ allOf }) => (allOf.length === 0 ? EVERYWHERE_WORD : allOf.map(writeCondition).join(" and ")))
    .join(" or ");
}

function writeCondition({ field, is, values }: TargetCondition): string {
  return `${field} is ${is ? "" : "not "}${values.map(writeValue).join(", ")}`;
}

function writeValue(value: string): string {
  const token = tokenAt(value, 0);
  const isPlain = token.kind === "word" && token.value === value && !isKeyword(value);
  return isPlain ? value : `"${value.replace(/["\\]/gu, "\\$&")}"`;
}
