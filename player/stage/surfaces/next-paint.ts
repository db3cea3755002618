/**
 * Calls back after the browser has composed a frame that holds what was drawn before the call: the second animation
 * frame begins only when the first one's picture was handed over. Never calls back while the page is hidden.
 */
export function afterNextPaint(seen: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => seen()));
}
