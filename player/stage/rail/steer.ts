/** Further off the plan than this is brought back by the rate; nearer than the second it is let be. */
const STEER_FROM_S = 0.04;
const STEER_DONE_S = 0.012;
/** What the rate would take half a minute for is better jumped. */
const JUMP_FROM_S = 0.5;
const STEER_RATE = 0.02;

/**
 * The rate at which a run that is `aheadS` before its plan (negative: behind) goes on, or `jump`. Nothing is done about
 * less than a frame, and what is under way goes on until it is as good as on time.
 */
export function steer(aheadS: number, rate: number): number | "jump" {
  const offS = Math.abs(aheadS);
  if (offS > JUMP_FROM_S) return "jump";
  if (offS > STEER_FROM_S) return 1 - Math.sign(aheadS) * STEER_RATE;
  const isTurned = rate !== 1 && rate > 1 === aheadS > 0;
  return offS < STEER_DONE_S || isTurned ? 1 : rate;
}
