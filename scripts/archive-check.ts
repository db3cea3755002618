import { readConfig } from "../server/config.ts";
import { openDatabase } from "../server/db/open.ts";
import { checkArchive } from "../server/services/archive/check-archive.ts";

/** `npm run archive:check`: reads every file of archived records whole and names each that is not as it was made. Ends with 1 then. */
async function check(): Promise<void> {
  const { database } = readConfig(process.env);
  const db = await openDatabase(database).catch((error: unknown) => {
    say(`The database cannot be opened (${error instanceof Error ? error.message : String(error)}).`);
  });
  if (db === undefined) {
    process.exitCode = 1;
    return;
  }
  try {
    const { files, records, damaged } = await checkArchive(db);
    for (const sentence of damaged) say(`DAMAGED: ${sentence} Bring it back from a backup.`);
    say(`${files} files, ${records} records read, ${damaged.length} files damaged`);
    process.exitCode = damaged.length === 0 ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await check();
