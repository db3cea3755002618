/** Why nothing usable came back; a closed list, kept with the source's health and counted by name. */
export const FETCH_FAILURE_CODES = [
  "refused-url",
  "not-public",
  "redirect-loop",
  "too-many-redirects",
  "too-large",
  "deadline",
  "unknown-encoding",
  "broken-encoding",
  "unreachable",
] as const;
export type FetchFailureCode = (typeof FETCH_FAILURE_CODES)[number];

/** An expected failure of one fetch. `detail` names the host or rule, never a body, a query or a secret. */
export class FetchFailure extends Error {
  override readonly name = "FetchFailure";
  readonly code: FetchFailureCode;
  readonly detail: string;

  constructor(code: FetchFailureCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}

/** The failure inside `error`'s chain of causes, since undici and zlib wrap what was thrown beneath them. */
export function fetchFailureIn(error: unknown): FetchFailure | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof FetchFailure) return current;
    current = current.cause;
  }
  return undefined;
}
