import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../../server/context.ts";
import { listHotScreens } from "../../../server/db/repos/play-archive.ts";
import { makePartBeside } from "../../../server/services/archive/make-part-beside.ts";
import { takeRecords } from "../../../server/services/archive/take-day.ts";

/** What one file of archived records comes to. */
export interface ArchiveSize {
  readonly records: number;
  readonly sizeBytes: number;
  /** Read from the table, written, read again and compared. */
  readonly ms: number;
}

const DAY_MS = 86_400_000;

/** Writes the middle day of the month as it is archived, up to a file's full size; nothing leaves the table. */
export async function archiveSizeOf(
  db: Database,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<ArchiveSize> {
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-bench-part-"));
  try {
    const startedMs = performance.now();
    const dayMs = fromMs + Math.floor((toMs - fromMs) / DAY_MS / 2) * DAY_MS;
    const movable = { fromMs: dayMs, toMs: dayMs + DAY_MS, receivedBeforeMs: Number.MAX_SAFE_INTEGER };
    const [linesPath, partPath] = [join(dir, "lines"), join(dir, "part")];
    await takeRecords(db, await listHotScreens(db), movable, { linesPath, most: 50_000 });
    const { records, sizeBytes } = await makePartBeside({ linesPath, partPath });
    return { records, sizeBytes, ms: performance.now() - startedMs };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
