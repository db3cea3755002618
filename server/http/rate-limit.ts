import type { Context, MiddlewareHandler } from "hono";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./env.ts";
import { remoteAddress } from "./remote-address.ts";

interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** Addresses remembered at once; past it the oldest is forgotten, so that no flood fills the memory. */
const MAX_ADDRESSES = 10_000;

/** Refuses with `too-many-attempts` what one address asks beyond `limit.requests` in any `limit.windowMs`. */
export function limitRate(limit: RateLimit): MiddlewareHandler<AppEnv> {
  const windows = new Map<string, { startedAtMs: number; requests: number }>();
  return async (c: Context<AppEnv>, next) => {
    const address = remoteAddress(c);
    const atMs = c.get("ctx").now();
    const known = windows.get(address);
    const isOver = known === undefined || atMs - known.startedAtMs >= limit.windowMs;
    const window = isOver ? { startedAtMs: atMs, requests: 0 } : known;
    window.requests += 1;
    if (isOver) {
      windows.delete(address);
      windows.set(address, window);
      const oldest = windows.keys().next();
      if (windows.size > MAX_ADDRESSES && oldest.done !== true) windows.delete(oldest.value);
    }
    if (window.requests > limit.requests) {
      throw new DomainError("too-many-attempts", "pairing.too-many-requests", {}, { address });
    }
    await next();
  };
}
