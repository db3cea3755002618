import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ContentStore } from "./content-store.ts";

const SHA256 = /^[0-9a-f]{64}$/;
const FOLDER = /^[0-9a-f]{2}$/;

/** A stored object and where it lies. */
export interface StoredObject {
  readonly sha256: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Every object of a store on disk, folder by folder; one that goes or comes meanwhile may be left out. */
export async function* listObjects({ workDir }: Pick<ContentStore, "workDir">): AsyncGenerator<StoredObject> {
  const root = dirname(workDir);
  for (const folder of (await readdir(root)).sort()) {
    if (!FOLDER.test(folder)) continue;
    for (const sha256 of (await readdir(join(root, folder))).sort()) {
      if (!SHA256.test(sha256)) continue;
      const path = join(root, folder, sha256);
      yield { sha256, path, sizeBytes: (await stat(path)).size };
    }
  }
}
