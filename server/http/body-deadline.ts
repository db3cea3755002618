import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./env.ts";

/** A form or JSON of 1 MiB comes through in this time on a line of 150 kbit/s. */
const BODY_DEADLINE_MS = 60_000;

/**
 * Cuts a request whose body is not there in time, answered or not: who drips one byte a minute must not hold a
 * connection for hours. Uploads are as slow as their line and are left alone.
 */
export function limitBodyTime(
  isUpload: (path: string) => boolean,
  deadlineMs: number = BODY_DEADLINE_MS,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const incoming = c.env?.incoming;
    if (incoming !== undefined && !incoming.complete && !isUpload(c.req.path)) {
      const timer = setTimeout(() => {
        if (!incoming.complete) incoming.destroy();
      }, deadlineMs);
      timer.unref();
      incoming.once("close", () => clearTimeout(timer));
    }
    await next();
  };
}
