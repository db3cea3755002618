/** The wall clock; the one place in the server that asks it. */
export function systemNow(): number {
  return Date.now();
}
