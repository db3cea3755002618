import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../context.ts";
import { listNamedMedia } from "../../db/repos/named-media.ts";
import type { NamedMedium } from "./archive-manifest.ts";

/** Where the store of a data directory keeps one object. Only to be read: the store belongs to the running server. */
export function pathOfMedium(dataDir: string, sha256: string): string {
  return join(dataDir, "store", sha256.slice(0, 2), sha256);
}

/** Every file of media that the database names, with whether the store has it, as long as it should be. */
export async function listMediaStates(db: Database, dataDir: string): Promise<NamedMedium[]> {
  const states: NamedMedium[] = [];
  for (const { sha256, size_bytes } of await listNamedMedia(db)) {
    const foundBytes = await sizeOf(pathOfMedium(dataDir, sha256));
    const isWhole = foundBytes !== null && (size_bytes === null || foundBytes === size_bytes);
    states.push({ sha256, sizeBytes: size_bytes ?? foundBytes, state: isWhole ? "present" : "missing" });
  }
  return states;
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
