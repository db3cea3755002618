import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { Sha256 } from "../../schemas/primitives.ts";
import { findServedMediaType } from "../db/repos/assets.ts";
import { DomainError } from "../errors.ts";
import { readRange } from "./byte-range.ts";
import type { AppEnv } from "./env.ts";
import { findRequestPlayer } from "./player-session.ts";

/**
 * `GET /media/:sha256`: renditions and their chunk lists, for a connected player or a signed-in person. One byte range
 * is obeyed; the bytes under a name never change. Uploads as they came in are not served to anyone.
 */
export function mediaRoutes(): Hono<AppEnv> {
  return new Hono<AppEnv>().get("/media/:sha256", async (c) => {
    if (c.get("person") === null && findRequestPlayer(c) === undefined) {
      throw new DomainError("not-signed-in", "error.not-signed-in");
    }
    const { store, db } = c.get("ctx");
    const sha256 = Sha256.safeParse(c.req.param("sha256"));
    const mediaType = sha256.success ? await findServedMediaType(db, sha256.data) : undefined;
    const found = sha256.success && mediaType !== undefined ? await store.find(sha256.data) : undefined;
    if (!sha256.success || mediaType === undefined || found === undefined) {
      throw new DomainError("not-found", "error.not-found");
    }
    return answerMedia(c, sha256.data, mediaType, found.sizeBytes);
  });
}

function answerMedia(c: Context<AppEnv>, sha256: string, mediaType: string, sizeBytes: number): Response {
  const etag = `"${sha256}"`;
  const headers: Record<string, string> = {
    ETag: etag,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Type": mediaType,
    "Content-Security-Policy": "default-src 'none'; sandbox",
  };
  if (c.req.header("If-None-Match")?.includes(etag) === true) return c.body(null, 304, headers);
  const condition = c.req.header("If-Range");
  const asked = condition === undefined || condition === etag ? c.req.header("Range") : undefined;
  const range = readRange(asked, sizeBytes);
  if (range.kind === "unsatisfiable") return c.body(null, 416, { ...headers, "Content-Range": `bytes */${sizeBytes}` });
  const { start, end } = range.kind === "part" ? range : { start: 0, end: sizeBytes };
  headers["Content-Length"] = String(end - start);
  if (range.kind === "part") headers["Content-Range"] = `bytes ${start}-${end - 1}/${sizeBytes}`;
  const status = range.kind === "part" ? 206 : 200;
  if (c.req.method === "HEAD") return c.body(null, status, headers);
  const bytes = c.get("ctx").store.read(sha256, { start, end });
  return c.body(Readable.toWeb(bytes) as ReadableStream, status, headers);
}
