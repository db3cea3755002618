import { Kysely } from "kysely";
import type { Database } from "../context.ts";
import { OneWriterPostgresDialect } from "./postgres-dialect.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";
import type { Tables } from "./tables.ts";
import { guardTransactions } from "./transaction.ts";

export type DatabaseAddress =
  | { readonly kind: "sqlite"; readonly file: string }
  | { readonly kind: "postgres"; readonly url: string };

/**
 * Opens a database that answers, with the same promises on both kinds: commits are durable, transactions run one after
 * another, integers come back as numbers. Rejects when the file or server cannot be reached; `db.destroy()` closes it.
 */
export async function openDatabase(
  address: DatabaseAddress,
  onIdleError: (error: Error) => void = () => undefined,
): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: guardTransactions(dialectFor(address, onIdleError)) });
  try {
    await db.selectNoFrom((expression) => expression.lit(1).as("answer")).execute();
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

function dialectFor(address: DatabaseAddress, onIdleError: (error: Error) => void) {
  if (address.kind === "sqlite") return new SqliteDialect(address.file);
  const dialect = new OneWriterPostgresDialect(address.url);
  dialect.onIdleError(onIdleError);
  return dialect;
}
