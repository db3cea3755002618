import { dirname, join, normalize } from "node:path";
import type { ProjectFile } from "./project-files.ts";

const NAMED_PATH = /`((?:schemas|content|server|player|scripts|tests|\.ci)\/[A-Za-z0-9_./-]*)`/g;
const LINK = /\]\((\.{0,2}[A-Za-z0-9_./-]+\.md)\)/g;

/** One line for each project path that a page of documentation names and that does not exist. */
export function findMissingPaths(files: readonly ProjectFile[]): string[] {
  const known = new Set<string>();
  for (const { path } of files) {
    for (let part = path; part !== "."; part = dirname(part)) known.add(part);
  }
  return files
    .filter((file) => file.path.endsWith(".md"))
    .flatMap((page) =>
      namedPaths(page)
        .filter((path) => !known.has(path))
        .map((path) => `${page.path} names ${path}`),
    );
}

function namedPaths(page: ProjectFile): string[] {
  const named = [...page.text.matchAll(NAMED_PATH)].map(([, path = ""]) => path.replace(/\/$/, ""));
  const linked = [...page.text.matchAll(LINK)].map(([, path = ""]) => normalize(join(dirname(page.path), path)));
  return [...named, ...linked];
}
