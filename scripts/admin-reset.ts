import { existsSync } from "node:fs";
import { readConfig } from "../server/config.ts";
import { openDatabase } from "../server/db/open.ts";
import { DomainError } from "../server/errors.ts";
import { systemNow } from "../server/ports/clock.ts";
import { BackupRefused } from "../server/services/backup/backup-refused.ts";
import { resetAdministrator } from "../server/services/people/reset-administrator.ts";
import { runCommand, say } from "./backup/command.ts";

const USAGE = "Usage: npm run admin:reset -- LOGIN";

/** `npm run admin:reset -- LOGIN`: a link for an administrator who lost the password, for who sits at the machine itself. */
async function reset(): Promise<void> {
  const [login, ...more] = process.argv.slice(2);
  if (login === undefined || more.length > 0) throw new BackupRefused(USAGE);
  const config = readConfig();
  if (config.database.kind === "sqlite" && !existsSync(config.database.file)) {
    throw new BackupRefused(`There is no database in ${config.dataDir}.`);
  }
  const db = await openDatabase(config.database);
  try {
    const actor = { kind: "system", reason: "admin-reset" } as const;
    const { token } = await resetAdministrator({ db, now: systemNow, actor }, { login });
    say(`${config.publicUrl ?? `http://${config.host}:${config.port}`}/link/${token}`);
    say("Good once, for seven days. The old password stands until it is used.");
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new BackupRefused(error.message, { cause: error });
  } finally {
    await db.destroy();
  }
}

await runCommand(reset);
