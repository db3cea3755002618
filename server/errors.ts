import { type MessageKey, type MessageParameters, text } from "./messages/catalogue.ts";

/** The closed list of what can go wrong for a caller; `http/problem.ts` maps each to one HTTP status. */
export const ERROR_CODES = [
  "bad-input",
  "not-signed-in",
  "not-allowed",
  "not-found",
  "conflict",
  "too-large",
  "unsupported-media",
  "too-many-attempts",
  "expired",
  "unavailable",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An expected refusal. `messageKey` names the sentence the operator reads, in their language; `message` is the same in
 * English; `details` go to our log alone and never hold a secret.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: ErrorCode;
  readonly messageKey: MessageKey;
  readonly parameters: MessageParameters;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    messageKey: MessageKey,
    parameters: MessageParameters = {},
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(text("en", messageKey, parameters));
    this.code = code;
    this.messageKey = messageKey;
    this.parameters = parameters;
    this.details = details;
  }
}
