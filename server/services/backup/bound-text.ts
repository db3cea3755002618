import { ARCHIVE_NAMES } from "./archive-manifest.ts";
import type { ArchivedFile } from "./tar-writer.ts";

/** What the sealed keys of an archive are bound to: every other file in it, by name and hash. */
export function boundText(files: readonly ArchivedFile[]): string {
  return files
    .filter(({ name }) => name !== ARCHIVE_NAMES.keys)
    .map(({ name, sizeBytes, sha256 }) => `${name} ${sizeBytes} ${sha256}`)
    .join("\n");
}
