/**
 * Whether an answer is that of a captive portal: somebody on the way who wants a person to sign in first. Our server
 * never sends a player elsewhere and never answers it with a page, so a redirect, "network authentication required"
 * (RFC 6585 §6) or a page that says all is well is not from it.
 */
export function isPortal(status: number, isHtml: boolean): boolean {
  if (status === 511) return true;
  if (status >= 300 && status < 400) return status !== 304;
  return status >= 200 && status < 300 && isHtml;
}
