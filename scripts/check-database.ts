import { readConfig } from "../server/config.ts";
import type { Database } from "../server/context.ts";
import { openDatabase } from "../server/db/open.ts";

/** One line to whoever runs the command. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Opens the configured database for one check and closes it after. The command ends with 1 when `isSound` says that
 * something is wrong, and when the database cannot be opened, which is said.
 */
export async function checkDatabase(isSound: (db: Database) => Promise<boolean>): Promise<void> {
  const { database } = readConfig(process.env);
  const db = await openDatabase(database).catch((error: unknown) => {
    say(`The database cannot be opened (${error instanceof Error ? error.message : String(error)}).`);
  });
  if (db === undefined) {
    process.exitCode = 1;
    return;
  }
  try {
    process.exitCode = (await isSound(db)) ? 0 : 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`The check could not be made (${reason}). If this data folder is new, start the server on it once first.`);
    process.exitCode = 1;
  } finally {
    await db.destroy();
  }
}
