const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** A sitemap's or page's clock may run ahead; past this it is wrong. */
const MAX_AHEAD_MS = 48 * 3_600_000;

/**
 * Instant of an ISO 8601 text that states its zone; `undefined` for anything else and for an instant more than 48 hours
 * after `nowMs`. A time without a zone is refused, because guessing one was seen to be seven hours wrong.
 */
export function isoInstant(text: string | null | undefined, nowMs: number): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (!ISO_WITH_ZONE.test(trimmed)) return undefined;
  const atMs = Date.parse(trimmed.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isSafeInteger(atMs) && atMs >= 0 && atMs <= nowMs + MAX_AHEAD_MS ? atMs : undefined;
}
