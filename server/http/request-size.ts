import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { DomainError } from "../errors.ts";
import type { AppEnv } from "./env.ts";

/** Forms and JSON: the largest, a play batch of 500 records over HTTPS, stays well below. */
const MAX_BODY_BYTES = 1_024 * 1_024;

/** Ends requests whose body grows past 1 MiB. Uploads are streams with a limit of their own (`receiveUpload`). */
export function limitRequestSize(isUpload: (path: string) => boolean): MiddlewareHandler<AppEnv> {
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new DomainError("too-large", "trust.too-large");
    },
  });
  return (c, next) => (isUpload(c.req.path) ? next() : limit(c, next));
}
