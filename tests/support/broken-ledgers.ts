import type { createLedgerWriter } from "../../server/services/ledger/ledger-writer.ts";
import { type Defect, importBroken } from "./broken-build.ts";

const INGEST = "server/services/ledger/ingest-batch.ts";
const CORE = "server/services/ledger/core.ts";

/** Ledgers that a test of the ledger must find out. */
export const BROKEN_LEDGERS: readonly { readonly name: string; readonly defects: readonly Defect[] }[] = [
  {
    name: "forgets its mark",
    defects: [
      { file: "server/db/repos/ledger-round.ts", from: "if (moves.length === 0) return true;", to: "return true;" },
    ],
  },
  {
    name: "acknowledges before it commits",
    defects: [
      {
        file: INGEST,
        from: "return await storeRound(ctx.db, async () => prepared);",
        to: "return await storeRound(ctx.db, async () => prepared).catch(() => prepared.results);",
      },
    ],
  },
  {
    name: "knows a record again by its time alone",
    defects: [
      {
        file: CORE,
        from: "const fresh = links.filter(({ record }) => compareKeys(record, mark) > 0);",
        to: "const fresh = links.filter(({ record }) => isNewTime(record));",
      },
      {
        file: CORE,
        from: "/** Order of keys: by boot, then by number. */",
        to: `const times = new Set();
function isNewTime(record) {
  const name = record.player + " " + record.startedWallMs;
  return !times.has(name) && times.add(name);
}`,
      },
    ],
  },
];

/** What opens the writer of such a ledger. */
export async function openBrokenLedger(defects: readonly Defect[]): Promise<typeof createLedgerWriter> {
  const file = "server/services/ledger/ledger-writer.ts";
  const broken = await importBroken<{ createLedgerWriter: typeof createLedgerWriter }>(file, defects);
  return broken.createLedgerWriter;
}
