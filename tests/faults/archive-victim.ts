import { openDatabase } from "../../server/db/open.ts";
import { archiveOldPlays } from "../../server/services/archive/archive-old-plays.ts";
import { makePart } from "../../server/services/archive/part-job.ts";

// Archives all that is in the database of the first argument, in this one process, so that it can be killed anywhere.
const db = await openDatabase({ kind: "sqlite", file: process.argv[2] ?? "" });
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const actor = { kind: "system", reason: "test" } as const;
const now = () => Date.parse("2027-01-01T00:00:00Z");
await archiveOldPlays({ db, now, log: quiet, actor }, { makePart, recordsInPart: 45 });
await db.destroy();
