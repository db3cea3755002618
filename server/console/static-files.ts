import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import type { ConsoleContext } from "./console-env.ts";

const MEDIA_TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
};

const SAFE_PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/**
 * Answers with a file below `dir`, or 404. `path` is relative and made of plain names only, so it cannot leave `dir`;
 * unknown kinds of file are not served.
 */
export async function serveFile(c: ConsoleContext, dir: string, path: string, cacheControl: string): Promise<Response> {
  const mediaType = MEDIA_TYPES[extname(path)];
  const file = join(dir, path);
  const found = SAFE_PATH.test(path) && mediaType !== undefined ? await stat(file).catch(absent) : null;
  if (found === null || mediaType === undefined || !found.isFile()) return c.notFound();
  c.header("Content-Type", mediaType);
  c.header("Content-Length", String(found.size));
  c.header("Cache-Control", cacheControl);
  return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>);
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
