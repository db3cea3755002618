import { open } from "node:fs/promises";
import { CompiledQuery } from "kysely";
import { SqliteConnection } from "./sqlite-connection.ts";

/**
 * Writes a consistent copy of the SQLite database at `file` to `target`, which must not exist, while others read and write
 * it; none of them waits. Resolves when the copy is on disk and SQLite finds it sound.
 */
export async function copySqlite(file: string, target: string): Promise<void> {
  const source = await SqliteConnection.open(file, "writer");
  try {
    await source.execute(CompiledQuery.raw("vacuum into ?", [target]));
  } finally {
    await source.close();
  }
  await refuseUnsound(target);
  const copy = await open(target, "r+");
  try {
    await copy.sync();
  } finally {
    await copy.close();
  }
}

/** Throws unless every page of the database is where it should be. */
async function refuseUnsound(file: string): Promise<void> {
  const copy = await SqliteConnection.open(file, "reader");
  try {
    const { rows } = await copy.execute<{ quick_check: string }>(CompiledQuery.raw("pragma quick_check"));
    if (rows[0]?.quick_check !== "ok") throw new Error(`The copy ${file} is not sound.`);
  } finally {
    await copy.close();
  }
}
