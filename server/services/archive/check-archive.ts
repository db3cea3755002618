import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Database } from "../../context.ts";
import { archivedLine } from "../../db/archive/archived-columns.ts";
import { ArchiveDamaged, PartFile } from "../../db/archive/part-file.ts";
import { archiveOf } from "../../db/archive/play-archive.ts";
import { type ArchivePartRow, listArchiveParts } from "../../db/repos/play-archive.ts";

/** What the files of the archive were found to be. */
export interface ArchiveCheck {
  readonly files: number;
  readonly records: number;
  /** What is wrong, a sentence for each file that is not whole. */
  readonly damaged: readonly string[];
}

/** Reads every file of archived records whole and compares it with what was noted when it was made. */
export async function checkArchive(db: Database): Promise<ArchiveCheck> {
  const { dir } = archiveOf(db);
  const damaged: string[] = [];
  let records = 0;
  const parts = await listArchiveParts(db);
  for (const part of parts) {
    const wrong = await whatIsWrong(join(dir, part.path), part);
    if (wrong === undefined) records += part.records;
    else damaged.push(wrong);
  }
  return { files: parts.length, records, damaged };
}

async function whatIsWrong(path: string, part: ArchivePartRow): Promise<string | undefined> {
  try {
    const file = await PartFile.open(path, part.sha256);
    const hash = createHash("sha256");
    let records = 0;
    for (const group of file.groups) {
      for (const row of await file.readGroup(group)) {
        hash.update(`${archivedLine(row)}\n`);
        records += 1;
      }
    }
    const isSame = records === part.records && hash.digest("hex") === part.rows_sha256;
    return isSame ? undefined : `The archive ${path} holds other records than were noted.`;
  } catch (error) {
    if (error instanceof ArchiveDamaged) return error.message;
    throw error;
  }
}
