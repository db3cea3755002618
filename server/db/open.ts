import { dirname, join } from "node:path";
import { Kysely } from "kysely";
import type { Database } from "../context.ts";
import { withArchive } from "./archive/play-archive.ts";
import { OneWriterPostgresDialect } from "./postgres-dialect.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";
import type { Tables } from "./tables.ts";
import { guardTransactions } from "./transaction.ts";

export type DatabaseAddress =
  | { readonly kind: "sqlite"; readonly file: string }
  | {
      readonly kind: "postgres";
      readonly url: string;
      /** Where records moved out of it lie; without it they cannot be read. An embedded database has them beside it. */
      readonly archiveDir?: string;
    };

/**
 * Opens a database that answers, with the same promises on both kinds: commits are durable, transactions run one after
 * another, integers come back as numbers. Rejects when the file or server cannot be reached; `db.destroy()` closes it.
 */
export async function openDatabase(
  address: DatabaseAddress,
  onIdleError: (error: Error) => void = () => undefined,
): Promise<Database> {
  const dialect = withArchive(guardTransactions(dialectFor(address, onIdleError)), archiveDirOf(address));
  const db = new Kysely<Tables>({ dialect });
  try {
    await db.selectNoFrom((expression) => expression.lit(1).as("answer")).execute();
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** Where records moved out of the database lie. */
export function archiveDirOf(address: DatabaseAddress): string | undefined {
  return address.kind === "sqlite" ? join(dirname(address.file), "archive") : address.archiveDir;
}

function dialectFor(address: DatabaseAddress, onIdleError: (error: Error) => void) {
  if (address.kind === "sqlite") return new SqliteDialect(address.file);
  const dialect = new OneWriterPostgresDialect(address.url);
  dialect.onIdleError(onIdleError);
  return dialect;
}
