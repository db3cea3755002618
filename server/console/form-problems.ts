import { DomainError } from "../errors.ts";
import type { MessageKey, MessageParameters } from "../messages/catalogue.ts";

/** What is wrong with one field, as a sentence to stand beside it. */
export interface FieldProblem {
  readonly field: string;
  readonly key: MessageKey;
  readonly parameters: MessageParameters;
}

/** A form with at least one field to mend: `bad-input`, worded by its first problem. */
export class FormProblems extends DomainError {
  readonly problems: readonly FieldProblem[];

  constructor(first: FieldProblem, rest: readonly FieldProblem[] = []) {
    super("bad-input", first.key, first.parameters, { fields: [first, ...rest].map(({ field }) => field) });
    this.problems = [first, ...rest];
  }
}

/** Reads a form field by field: what cannot be read is noted, and the rest is read all the same. */
export interface FieldReader {
  /** What `read` returns; where it refuses, the refusal is noted at `field` and `instead` stands in for it. */
  field<Value>(field: string, read: () => Value, instead: Value): Value;
  note(field: string, key: MessageKey, parameters?: MessageParameters): void;
  readonly problems: readonly FieldProblem[];
  /** Throws `FormProblems` when anything was noted. */
  finish(): void;
}

/** A reader that has noted nothing yet. */
export function fieldReader(): FieldReader {
  const problems: FieldProblem[] = [];
  const note: FieldReader["note"] = (field, key, parameters = {}) => {
    if (!problems.some((one) => one.field === field)) problems.push({ field, key, parameters });
  };
  return {
    problems,
    note,
    field: (field, read, instead) => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        note(field, error.messageKey, error.parameters);
        return instead;
      }
    },
    finish: () => {
      const [first, ...rest] = problems;
      if (first !== undefined) throw new FormProblems(first, rest);
    },
  };
}
