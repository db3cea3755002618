import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ZodError } from "zod";
import { DomainError } from "../errors.ts";
import { problemOf } from "../http/problem.ts";
import { text } from "../messages/catalogue.ts";
import { appOf, type ConsoleContext } from "./console-env.ts";
import { EMPTY_FORM, type FormInput, readForm } from "./form-input.ts";
import { FormProblems } from "./form-problems.ts";

/** Why a form was not taken, in the page's language, with everything that was typed. */
export interface Refusal {
  readonly message: string;
  readonly form: FormInput;
  /** What is wrong with single fields, by name. */
  readonly fields: Readonly<Record<string, string>>;
  readonly status: ContentfulStatusCode;
}

/**
 * Reads the form and acts on it. An expected refusal shows `again`: the same page, the reason beside the form and the
 * input kept; so no refusal costs anybody their work. Anything unexpected goes on to the console's own handler.
 */
export async function submit(
  c: ConsoleContext,
  act: (form: FormInput) => Promise<Response>,
  again: (refusal: Refusal) => Promise<Response>,
): Promise<Response> {
  let form = EMPTY_FORM;
  try {
    form = await readForm(c);
    return await act(form);
  } catch (error) {
    return again(refusalOf(c, error, form));
  }
}

/** The refusal for an expected error; rethrows any other. */
export function refusalOf(c: ConsoleContext, error: unknown, form: FormInput = EMPTY_FORM): Refusal {
  const expected = error instanceof ZodError ? badInput(error) : error;
  if (!(expected instanceof DomainError)) throw error;
  const { detail, status } = problemOf(appOf(c), expected);
  const problems = expected instanceof FormProblems ? expected.problems : [];
  const fields = Object.fromEntries(
    problems.map(({ field, key, parameters }) => [field, text(c.get("locale"), key, parameters)]),
  );
  return { message: detail, form, fields, status: status as ContentfulStatusCode };
}

function badInput(error: ZodError): DomainError {
  const what = error.issues.map((issue) => issue.path.join(".") || "form").join(", ");
  return new DomainError("bad-input", "error.bad-input", { what });
}
