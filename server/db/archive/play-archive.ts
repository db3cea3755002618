import { join } from "node:path";
import type { Dialect, Kysely } from "kysely";
import type { PlayRow } from "../repos/play-log.ts";
import { PartFile } from "./part-file.ts";

/** Files that were found whole and are not looked through again. */
const MOST_OPEN = 64;
/** Groups of rows whose records are kept: pages of one player after the other lie in the same ones. */
const MOST_GROUPS = 8;

/** A file as the database tells of it. */
export interface NamedPart {
  readonly path: string;
  readonly sha256: string;
}

/** The files of records that were moved out of a database: they are a part of it. */
export class PlayArchive {
  readonly #dir: string | undefined;
  readonly #files = new Map<string, Promise<PartFile>>();
  readonly #groups = new Map<string, Promise<readonly PlayRow[]>>();

  constructor(dir: string | undefined) {
    this.#dir = dir;
  }

  /** Where its files lie. Throws when the database was opened without. */
  get dir(): string {
    if (this.#dir === undefined) throw new Error("The database was opened without its archive of records.");
    return this.#dir;
  }

  /** The records `[firstRow, firstRow + records)` of a file, some at a time. Throws `ArchiveDamaged`. */
  async *read(part: NamedPart, firstRow: number, records: number): AsyncGenerator<readonly PlayRow[]> {
    const file = await this.#open(part);
    for (const [index, group] of file.groups.entries()) {
      if (group.toRow <= firstRow || group.fromRow >= firstRow + records) continue;
      const rows = await kept(this.#groups, `${part.sha256} ${index}`, MOST_GROUPS, () => file.readGroup(group));
      yield rows.slice(Math.max(0, firstRow - group.fromRow), firstRow + records - group.fromRow);
    }
  }

  #open({ path, sha256 }: NamedPart): Promise<PartFile> {
    return kept(this.#files, sha256, MOST_OPEN, () => PartFile.open(join(this.dir, path), sha256));
  }
}

/** Keeps what was made for a name, until as many others were asked for since; what failed is not kept. */
function kept<Thing>(things: Map<string, Promise<Thing>>, name: string, most: number, make: () => Promise<Thing>) {
  const thing = things.get(name) ?? make();
  things.delete(name);
  things.set(name, thing);
  thing.catch(() => things.delete(name));
  for (const oldest of things.keys()) {
    if (things.size <= most) break;
    things.delete(oldest);
  }
  return thing;
}

/** The same dialect for a database whose archive lies in `dir`. */
export function withArchive(dialect: Dialect, dir: string | undefined): Dialect {
  const archive = new PlayArchive(dir);
  return {
    createDriver: () => dialect.createDriver(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => Object.assign(dialect.createAdapter(), { archive }),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/** The archive of a database, also inside a transaction. */
export function archiveOf(db: Pick<Kysely<unknown>, "getExecutor">): PlayArchive {
  const { adapter } = db.getExecutor();
  if ("archive" in adapter && adapter.archive instanceof PlayArchive) return adapter.archive;
  throw new Error("The database was opened without its archive of records.");
}
