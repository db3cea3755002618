import { FETCH_FAILURE_CODES } from "../../../content/sources/net/fetch-failure.ts";
import type { MessageKey } from "../../messages/catalogue.ts";

/** Everything that can stand in the way of an inbox item; each has its sentence under `inbox.failure.…`. */
export const INBOX_FAILURES = [
  ...FETCH_FAILURE_CODES,
  "blocked",
  "server-error",
  "robots",
  "gone",
  "moved",
  "not-an-article",
  "wrong-language",
  "picture-not-an-image",
  "picture-format-not-allowed",
  "picture-too-small",
  "picture-too-large",
  "picture-damaged",
  "picture-unreachable",
] as const;
export type InboxFailure = (typeof INBOX_FAILURES)[number];

/** The sentence an operator reads for a failure. */
export function inboxFailureMessage(failure: InboxFailure): MessageKey {
  return `inbox.failure.${failure}`;
}
