import type { MiddlewareHandler } from "hono";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import type { AppEnv } from "./env.ts";

/** Nothing from elsewhere, nothing inline: text that came from a feed stays text even where a template forgot to escape. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Sets what a browser needs to keep our pages ours. An answer that says nothing about caching is not kept. */
export const setSecurityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const { headers } = c.res;
  // Asked by players alone, thousands of times a day, and never drawn: each header is weight on a metered line.
  if (c.req.path === PLAYER_PATHS.poll) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    return;
  }
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("X-Frame-Options", "SAMEORIGIN");
  // `no-referrer` would make browsers send `Origin: null` with our own forms.
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
};
