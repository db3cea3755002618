import { type Migration, Migrator } from "kysely";
import type { Database } from "../context.ts";
import { migrations } from "./migrations/index.ts";

/**
 * Brings the tables to the newest state and returns the names of the migrations that ran. Idempotent. All pending ones
 * run in one transaction: when one fails, none has happened. Refuses a database made by a newer version.
 */
export async function migrateToLatest(
  db: Database,
  list: Readonly<Record<string, Migration>> = migrations,
): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...list }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error("The migration failed.", { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

/** Names of the migrations that have run and of those that would, oldest first. Changes nothing. */
export async function listMigrations(
  db: Database,
  list: Readonly<Record<string, Migration>> = migrations,
): Promise<{ done: string[]; pending: string[] }> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...list }) } });
  const known = await migrator.getMigrations();
  const names = (isDone: boolean) =>
    known.filter(({ executedAt }) => (executedAt !== undefined) === isDone).map(({ name }) => name);
  return { done: names(true), pending: names(false) };
}
