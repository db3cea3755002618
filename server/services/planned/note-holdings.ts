import { setImmediate } from "node:timers/promises";
import type { Database, ServiceContext } from "../../context.ts";
import {
  type FirstShowingRow,
  findFirstShowings,
  type HoldingRow,
  insertHoldings,
  listRecordsAfter,
  listUnnotedPlayers,
  type NotedMarkRow,
  type NotedRecord,
  saveNotedMark,
  writeFirstShowings,
} from "../../db/repos/held-manifests.ts";
import { requireRole } from "../people/require-role.ts";

const RECORDS_AT_ONCE = 1_000;

/** Notes what came in since the last time, as `noteHoldings`; for the clock. */
export async function noteNewHoldings(ctx: ServiceContext): Promise<void> {
  requireRole(ctx, "administrator");
  await noteHoldings(ctx.db);
}

/**
 * Notes of every record that came in since the last time which manifest its screen held, where that changes, and what was
 * shown for the first time. Repeating it, or ending in between, changes nothing: what is noted follows from the records.
 */
export async function noteHoldings(db: Database): Promise<void> {
  for (const { player, mark } of await listUnnotedPlayers(db)) {
    const first = new Map<string, Map<string, number>>();
    let noted = mark;
    for (;;) {
      const records = await listRecordsAfter(db, player, noted ?? { boot: 0, seq: 0 }, RECORDS_AT_ONCE);
      const last = records.at(-1);
      if (last === undefined) break;
      await insertHoldings(db, changesIn(player, noted, records));
      await writeFirstShowings(db, await firstIn(db, first, records));
      // Last, so that a note that was cut off is taken again.
      noted = markAt(player, last);
      await saveNotedMark(db, noted);
      if (records.length < RECORDS_AT_ONCE) break;
      await setImmediate();
    }
  }
}

/** The records with which the revision or the screen is another than with the record before. */
export function changesIn(
  player: number,
  before: Pick<NotedMarkRow, "screen_id" | "revision"> | null,
  records: readonly NotedRecord[],
): HoldingRow[] {
  const changes: HoldingRow[] = [];
  let known = before;
  for (const record of records) {
    const { boot, seq, screen_id, manifest_revision: revision } = record;
    if (known?.screen_id === screen_id && known.revision === revision) continue;
    known = { screen_id, revision };
    const { started_at_ms: from_ms, received_at_ms: told_at_ms } = record;
    changes.push({ player, boot, seq, screen_id, revision, from_ms, told_at_ms });
  }
  return changes;
}

/** Showings that began before any of the same on the same screen that is known, each with when it was told. */
async function firstIn(
  db: Database,
  first: Map<string, Map<string, number>>,
  records: readonly NotedRecord[],
): Promise<FirstShowingRow[]> {
  const rows = new Map<string, FirstShowingRow>();
  for (const record of records) {
    const { airing_sha256, edition_version_id, screen_id, started_at_ms, received_at_ms: told_at_ms } = record;
    const ofScreen = first.get(screen_id) ?? (await findFirstShowings(db, screen_id));
    first.set(screen_id, ofScreen);
    if ((ofScreen.get(airing_sha256) ?? Number.MAX_SAFE_INTEGER) <= started_at_ms) continue;
    ofScreen.set(airing_sha256, started_at_ms);
    rows.set(`${airing_sha256} ${screen_id} ${told_at_ms}`, {
      ...{ airing_sha256, screen_id, told_at_ms, edition_version_id, started_at_ms },
    });
  }
  return [...rows.values()];
}

function markAt(player: number, { boot, seq, screen_id, manifest_revision: revision }: NotedRecord): NotedMarkRow {
  return { player, boot, seq, screen_id, revision };
}
