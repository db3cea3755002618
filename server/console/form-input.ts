import { DomainError } from "../errors.ts";
import type { ConsoleContext } from "./console-env.ts";

/** What a form sent, as text in NFC. Missing fields read as empty text: a form without JavaScript leaves out unchecked boxes. */
export interface FormInput {
  text(name: string): string;
  /** As typed, neither trimmed nor normalised: for passwords. */
  raw(name: string): string;
  all(name: string): string[];
  /** Every value sent under the name, the empty ones too: fields of rows belong together by their place. */
  each(name: string): string[];
  has(name: string): boolean;
  file(name: string): File | null;
  files(name: string): File[];
}

/** Reads the request's body as a form. Throws `bad-input` when it is none. */
export async function readForm(c: ConsoleContext): Promise<FormInput> {
  try {
    return formInputOf(await c.req.formData());
  } catch (error) {
    if (error instanceof TypeError) throw new DomainError("bad-input", "error.form");
    throw error;
  }
}

/** A form with the given starting values, for a page that edits what is already there. */
export function formOf(values: Readonly<Record<string, string | readonly string[]>>): FormInput {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) {
    for (const one of typeof value === "string" ? [value] : value) data.append(name, one);
  }
  return formInputOf(data);
}

function formInputOf(data: FormData): FormInput {
  const textOf = (value: unknown): string => (typeof value === "string" ? value.normalize("NFC").trim() : "");
  const filesOf = (name: string): File[] =>
    data.getAll(name).filter((value): value is File => typeof value !== "string" && value.size > 0);
  return {
    text: (name) => textOf(data.get(name)),
    raw: (name) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    },
    all: (name) =>
      data
        .getAll(name)
        .map(textOf)
        .filter((value) => value !== ""),
    each: (name) => data.getAll(name).map(textOf),
    has: (name) => data.has(name),
    file: (name) => filesOf(name)[0] ?? null,
    files: filesOf,
  };
}

/** A form in which nothing has been typed. */
export const EMPTY_FORM: FormInput = formInputOf(new FormData());
