import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Database } from "../../context.ts";
import { archivedLine } from "../../db/archive/archived-columns.ts";
import { listMovablePlays, type Movable } from "../../db/repos/play-archive.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";

/** Few: other requests are let in between two pages. */
const ROWS_A_PAGE = 1_000;

/** Records as they lie in the table. */
export interface TakenRecords {
  readonly records: number;
  /** Of their lines in order. */
  readonly rowsSha256: string;
}

/**
 * Writes records that may be moved out as lines, by screen, player, boot and number: the first `most` of these screens, in
 * their order. They stay in the table.
 */
export async function takeRecords(
  db: Database,
  screenIds: readonly string[],
  movable: Movable,
  { linesPath, most }: { readonly linesPath: string; readonly most: number },
): Promise<TakenRecords> {
  let records = 0;
  const hash = createHash("sha256");
  const file = await open(linesPath, "w", 0o600);
  try {
    for (const screenId of screenIds) {
      let after: Pick<PlayRow, "player" | "boot" | "seq"> = { player: -1, boot: 0, seq: 0 };
      for (;;) {
        const limit = Math.min(ROWS_A_PAGE, most - records);
        if (limit === 0) break;
        const rows = await listMovablePlays(db, screenId, movable, after, limit);
        const text = rows.map((row) => `${archivedLine(row)}\n`).join("");
        hash.update(text);
        await file.write(text);
        records += rows.length;
        after = rows.at(-1) ?? after;
        await setImmediate();
        if (rows.length < limit) break;
      }
      if (records >= most) break;
    }
  } finally {
    await file.close();
  }
  return { records, rowsSha256: hash.digest("hex") };
}
