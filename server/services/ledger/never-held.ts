import type { PlayRow } from "../../db/repos/play-log.ts";
import type { Anomaly } from "./core.ts";
import type { LedgerStore } from "./ledger-store.ts";

/**
 * Showings of what was in no manifest that their screen was ever given under the revision they name. One finding for each
 * item and revision of a batch, at its first record, with how many there are.
 */
export async function neverHeld(store: Pick<LedgerStore, "itemsHeld">, rows: readonly PlayRow[]): Promise<Anomaly[]> {
  const found = new Map<string, { readonly row: PlayRow; records: number }>();
  let last: { readonly row: PlayRow; readonly items: ReadonlySet<string> | undefined } | undefined;
  for (const row of rows) {
    if (last?.row.manifest_revision !== row.manifest_revision || last.row.screen_id !== row.screen_id) {
      last = { row, items: await store.itemsHeld(row.screen_id, row.manifest_revision) };
    }
    if (last.items === undefined || last.items.has(row.airing_sha256)) continue;
    const name = `${row.screen_id} ${row.manifest_revision} ${row.airing_sha256}`;
    const known = found.get(name);
    if (known === undefined) found.set(name, { row, records: 1 });
    else known.records += 1;
  }
  return [...found.values()].map(({ row, records }) => ({
    kind: "implausible",
    at: { boot: row.boot, seq: row.seq },
    detail: {
      why: "not-in-manifest",
      airingSha256: row.airing_sha256,
      manifestRevision: row.manifest_revision,
      records,
    },
  }));
}
