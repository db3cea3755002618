/** Bytes that may pass at once, by when that was true. Negative: owed. */
export interface TokenBucket {
  readonly tokens: number;
  readonly atMonoMs: number;
}

/** Rest that may pass in one go after a pause: a quarter of a second's worth. */
const BURST_S = 0.25;

export const EMPTY_BUCKET: TokenBucket = { tokens: 0, atMonoMs: 0 };

/**
 * Takes `bytes` that have just come and says how long to wait before asking for more, so that over any stretch no more
 * comes than `bytesPerSecond` and a quarter of a second's worth on top.
 */
export function takeTokens(
  bucket: TokenBucket,
  bytes: number,
  { bytesPerSecond, monoMs }: { readonly bytesPerSecond: number; readonly monoMs: number },
): { readonly bucket: TokenBucket; readonly waitMs: number } {
  const gained = ((monoMs - bucket.atMonoMs) / 1_000) * bytesPerSecond;
  const filled = Math.min(bytesPerSecond * BURST_S, bucket.tokens + Math.max(0, gained));
  const tokens = filled - bytes;
  return {
    bucket: { tokens, atMonoMs: Math.max(monoMs, bucket.atMonoMs) },
    waitMs: tokens >= 0 ? 0 : Math.ceil((-tokens / bytesPerSecond) * 1_000),
  };
}
