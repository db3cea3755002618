import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../context.ts";
import { type ArchivePartRow, listArchiveParts } from "../../db/repos/play-archive.ts";
import { listTables } from "../../db/table-fingerprints.ts";

/** Every file of archived records that the database tells of; none before it knows of any. */
export async function listPlayFiles(db: Database): Promise<ArchivePartRow[]> {
  return (await listTables(db)).includes("play_archive_parts") ? listArchiveParts(db) : [];
}

/** Which of these files are not in the folder, or not as long as they should be. */
export async function missingPlayFiles(
  parts: readonly Pick<ArchivePartRow, "path" | "size_bytes">[],
  dir: string | undefined,
): Promise<string[]> {
  const missing: string[] = [];
  for (const { path, size_bytes } of parts) {
    const found = dir === undefined ? undefined : await stat(join(dir, path)).catch(() => undefined);
    if (found?.size !== size_bytes) missing.push(path);
  }
  return missing;
}
