import type { Insertable, Selectable } from "kysely";
import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";
import { archivedOfPlayer, withArchived } from "./archived-plays.ts";
import { hotInWindow, hotOfPlayer } from "./hot-plays.ts";
import { numberPlays, PlayNames } from "./play-names.ts";
import { byKey, byStart } from "./play-order.ts";
import { prepareStretches } from "./play-stretches.ts";

export type PlayRow = Selectable<Tables["play_records"]>;

/** How far the server holds the player's log without a hole; before the first record `{boot: 0, seq: 0}`. */
export async function readMark(db: Database, player: number): Promise<LedgerMark> {
  const row = await db.selectFrom("play_marks").selectAll().where("player", "=", player).executeTakeFirst();
  return row === undefined
    ? { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 }
    : { boot: row.boot, seq: row.seq, headSha256: row.head_sha256 };
}

/** Stores records; one whose key is known is left as it is. */
export async function insertPlays(db: Database, rows: readonly PlayRow[]): Promise<void> {
  const fresh: PlayRow[] = [];
  for (const row of [...rows].sort((one, other) => one.player - other.player || byKey(one, other))) {
    const last = fresh.at(-1);
    if (last !== undefined && last.player === row.player && byKey(last, row) === 0) continue;
    if ((await readPlayHashes(db, row.player, row, row)).size === 0) fresh.push(row);
  }
  await prepareStretches(db, fresh, await numberPlays(db, new PlayNames(), fresh))(db);
}

/** Hashes of the stored records of a player from `first` to `last`, both included, by `boot seq`; of archived ones too. */
export async function readPlayHashes(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<Map<string, string>> {
  const asked = { first, last, limit: Number.MAX_SAFE_INTEGER };
  const rows = await hotOfPlayer(db, player, asked);
  const archived = await archivedOfPlayer(db, player, asked);
  return new Map([...archived, ...rows].map((row) => [`${row.boot} ${row.seq}`, row.sha256]));
}

/** Notes what is wrong with a player's log; the same finding is noted once. */
export async function insertAnomalyIfNew(db: Database, row: NewAnomaly): Promise<boolean> {
  if (await hasAnomaly(db, row)) return false;
  await db.insertInto("play_anomalies").values(row).execute();
  return true;
}

type NewAnomaly = Omit<Insertable<Tables["play_anomalies"]>, "id">;

/** Whether the same finding was noted before, whenever that was. */
export async function hasAnomaly(db: Database, row: Omit<NewAnomaly, "at_ms">): Promise<boolean> {
  const known = await db
    .selectFrom("play_anomalies")
    .select("id")
    .where("player", "=", row.player)
    .where("kind", "=", row.kind)
    .where("boot", "=", row.boot)
    .where("seq", "=", row.seq)
    .where("detail_json", "=", row.detail_json)
    .executeTakeFirst();
  return known !== undefined;
}

/** Keeps anchors; one known for the same instant of the same boot stays as it is. */
export async function insertAnchors(db: Database, player: number, anchors: readonly ClockAnchor[]): Promise<void> {
  if (anchors.length === 0) return;
  await db
    .insertInto("clock_anchors")
    .values(
      anchors.map((anchor) => ({
        player,
        boot: anchor.boot,
        mono_ms: anchor.monoMs,
        utc_ms: anchor.utcMs,
        uncertainty_ms: anchor.uncertaintyMs,
      })),
    )
    .onConflict((conflict) => conflict.columns(["player", "boot", "mono_ms"]).doNothing())
    .execute();
}

/** Records, newest first by start, after the given place; archived ones too. */
export async function listPlayRows(
  db: Database,
  page: {
    screenId?: string;
    fromMs?: number;
    toMs?: number;
    after: { startedAtMs: number; player: number; boot: number; seq: number } | null;
    limit: number;
  },
): Promise<PlayRow[]> {
  const { screenId, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, after, limit } = page;
  const untilMs = after === null ? Number.MAX_SAFE_INTEGER : after.startedAtMs + 1;
  const asked = {
    ...(screenId === undefined ? {} : { screenIds: [screenId] }),
    ...{ fromMs, toMs: Math.min(toMs, untilMs), order: "desc" as const, limit },
    holds: (row: PlayRow) => after === null || byStart(row, { ...after, started_at_ms: after.startedAtMs }) < 0,
  };
  return withArchived(db, await hotInWindow(db, asked), asked, (row) => row);
}
