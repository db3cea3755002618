import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { Database } from "../../context.ts";
import { archivedLine } from "../../db/archive/archived-columns.ts";
import { listMovableStretches, type Movable } from "../../db/repos/play-archive.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import { type StoredStretch, StretchReader } from "../../db/repos/stretch-records.ts";

/** Few: other requests are let in between two pages. */
const STRETCHES_A_PAGE = 16;

/** Records as they lie in the table. */
export interface TakenRecords {
  readonly records: number;
  /** Of their lines in order. */
  readonly rowsSha256: string;
  /** Whether no movable record is left beside them. */
  readonly isAll: boolean;
}

/**
 * Writes records that may be moved out as lines, by screen, player, boot and number: whole stretches of these screens, in
 * their order, as many as hold no more than `most`, and one at least. They stay in the table.
 */
export async function takeRecords(
  db: Database,
  screenIds: readonly string[],
  movable: Movable,
  { linesPath, most }: { readonly linesPath: string; readonly most: number },
): Promise<TakenRecords> {
  const file = await open(linesPath, "w", 0o600);
  try {
    const lines = new Lines(file);
    const reader = new StretchReader(db);
    for (const screenId of screenIds) {
      let after = { player: -1, boot: 0, first_seq: 0 };
      for (;;) {
        const page = await listMovableStretches(db, screenId, movable, after, STRETCHES_A_PAGE);
        const taken = page.slice(0, lines.countFitting(page, most));
        await lines.add(await reader.readAll(taken));
        if (taken.length < page.length) return lines.taken(false);
        after = page.at(-1) ?? after;
        await setImmediate();
        if (page.length < STRETCHES_A_PAGE) break;
      }
    }
    return lines.taken(true);
  } finally {
    await file.close();
  }
}

class Lines {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #records = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** How many of these stretches fit beside what is there already; where nothing is there, one at least. */
  countFitting(stretches: readonly StoredStretch[], most: number): number {
    let records = this.#records;
    for (const [index, { first_seq, last_seq }] of stretches.entries()) {
      const length = last_seq - first_seq + 1;
      if (records > 0 && records + length > most) return index;
      records += length;
    }
    return stretches.length;
  }

  async add(rows: readonly PlayRow[]): Promise<void> {
    const text = rows.map((row) => `${archivedLine(row)}\n`).join("");
    this.#hash.update(text);
    await this.#file.write(text);
    this.#records += rows.length;
  }

  taken(isAll: boolean): TakenRecords {
    return { records: this.#records, rowsSha256: this.#hash.digest("hex"), isAll };
  }
}
