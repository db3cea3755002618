import type { Context, MiddlewareHandler } from "hono";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./env.ts";
import { loggedPath } from "./logged-path.ts";
import { readSessionToken } from "./session-cookie.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses every changing request that a browser sends for another site: its Origin must be exactly the origin the request
 * came to, or `publicUrl`. Without an Origin a session does not count, so a program must not carry one.
 */
export function checkOrigin(publicUrl: string | null): MiddlewareHandler<AppEnv> {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  return async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method) && !isOwnRequest(c, publicOrigin)) {
      throw new DomainError(
        "not-allowed",
        "trust.foreign-origin",
        {},
        { origin: c.req.header("Origin"), path: loggedPath(c.req.path) },
      );
    }
    await next();
  };
}

function isOwnRequest(c: Context<AppEnv>, publicOrigin: string | null): boolean {
  const fetchSite = c.req.header("Sec-Fetch-Site");
  if (fetchSite === "cross-site" || fetchSite === "same-site") return false;
  const origin = c.req.header("Origin");
  if (origin === undefined) return readSessionToken(c) === undefined;
  return origin === new URL(c.req.url).origin || origin === publicOrigin;
}
