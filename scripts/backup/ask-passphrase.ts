import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { BackupRefused } from "../../server/services/backup/backup-refused.ts";

/**
 * The passphrase of `BACKUP_PASSPHRASE`, or as it is typed on a terminal, where it is not shown; `twice` to catch a slip.
 * Throws `BackupRefused` where there is neither. It is never taken from the command line.
 */
export async function askPassphrase(twice: boolean): Promise<string> {
  const given = process.env.BACKUP_PASSPHRASE;
  if (given !== undefined && given !== "") return given;
  if (!process.stdin.isTTY) {
    throw new BackupRefused("There is nobody to ask for the passphrase: set BACKUP_PASSPHRASE in the environment.");
  }
  const passphrase = await askHidden("Passphrase: ");
  if (twice && (await askHidden("The same again: ")) !== passphrase) {
    throw new BackupRefused("The two passphrases are not the same.");
  }
  return passphrase;
}

async function askHidden(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise((resolve, reject) => {
      asking.once("SIGINT", () => reject(new BackupRefused("Nothing was done.")));
      asking.question("", resolve);
      // Only now: the terminal itself shows nothing any more.
      process.stderr.write(question);
    });
  } finally {
    asking.close();
    process.stderr.write("\n");
  }
}
