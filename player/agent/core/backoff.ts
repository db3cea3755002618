const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;

/**
 * Delay before try number `attempt` (0 for the first), with full jitter: anywhere between nothing and the cap, which
 * doubles from 1 s to 5 min. `random` is in `[0, 1)`. Full jitter because thousands of players lose the server together.
 */
export function backoffDelayMs(attempt: number, random: number): number {
  const capMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 20));
  return Math.floor(random * capMs);
}
