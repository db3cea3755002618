import { checkArchive } from "../server/services/archive/check-archive.ts";
import { checkDatabase, say } from "./check-database.ts";

/** `npm run archive:check`: reads every file of archived records whole and names each that is not as it was made. Ends with 1 then. */
async function check(): Promise<void> {
  await checkDatabase(async (db) => {
    const { files, records, damaged } = await checkArchive(db);
    for (const sentence of damaged) say(`DAMAGED: ${sentence} Bring it back from a backup.`);
    say(`${files} files, ${records} records read, ${damaged.length} files damaged`);
    return damaged.length === 0;
  });
}

await check();
