import { readdir } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";

/** Where the page itself is among the files. */
export const PAGE_PATH = "/index.html";

/** A file of the stage's page. */
export interface StageFile {
  readonly path: string;
  readonly mediaType: string;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
};

/**
 * The files of the built page by the path they are served under. Listed once at start: a request can only name one of
 * these, so no path in it is ever joined to a directory. Throws when the page was not built.
 */
export async function listStageFiles(stageDir: string): Promise<ReadonlyMap<string, StageFile>> {
  const files = new Map<string, StageFile>();
  const root = resolve(stageDir);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const mediaType = MEDIA_TYPES[extname(entry.name)];
    if (!entry.isFile() || mediaType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(root.length).replaceAll(sep, "/"), { path, mediaType });
  }
  const page = files.get(PAGE_PATH);
  if (page === undefined) throw new Error(`There is no index.html in ${stageDir}: build the stage first.`);
  return files.set("/", page);
}
