import { type Insertable, type Selectable, sql } from "kysely";
import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type PlayRow = Selectable<Tables["play_records"]>;
export type TotalRow = Selectable<Tables["play_totals"]>;

/** Rows in one statement: both databases limit the parameters of one. */
const ROWS_A_STATEMENT = 200;

/** How far the server holds the player's log without a hole; before the first record `{boot: 0, seq: 0}`. */
export async function readMark(db: Database, player: number): Promise<LedgerMark> {
  const row = await db.selectFrom("play_marks").selectAll().where("player", "=", player).executeTakeFirst();
  return row === undefined
    ? { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 }
    : { boot: row.boot, seq: row.seq, headSha256: row.head_sha256 };
}

/** Holds the player's mark until the transaction ends and returns it. */
export async function lockMark(tx: Database, player: number, atMs: number): Promise<LedgerMark> {
  await tx
    .insertInto("play_marks")
    .values({ player, boot: 0, seq: 0, head_sha256: CHAIN_START_SHA256, updated_at_ms: atMs })
    .onConflict((conflict) => conflict.column("player").doUpdateSet({ player }))
    .execute();
  return readMark(tx, player);
}

export async function writeMark(db: Database, player: number, mark: LedgerMark, atMs: number): Promise<void> {
  await db
    .updateTable("play_marks")
    .set({ boot: mark.boot, seq: mark.seq, head_sha256: mark.headSha256, updated_at_ms: atMs })
    .where("player", "=", player)
    .execute();
}

/** Stores records; one whose key is known is left as it is. */
export async function insertPlays(db: Database, rows: readonly PlayRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db
      .insertInto("play_records")
      .values(rows.slice(from, from + ROWS_A_STATEMENT))
      .onConflict((conflict) => conflict.columns(["player", "boot", "seq"]).doNothing())
      .execute();
  }
}

/** Hashes of the stored records of a player from `first` to `last`, both included, by `boot seq`. */
export async function readPlayHashes(
  db: Database,
  player: number,
  first: PlayKey,
  last: PlayKey,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom("play_records")
    .select(["boot", "seq", "sha256"])
    .where("player", "=", player)
    .where("boot", ">=", first.boot)
    .where("boot", "<=", last.boot)
    .where((where) => where.or([where("boot", ">", first.boot), where("seq", ">=", first.seq)]))
    .where((where) => where.or([where("boot", "<", last.boot), where("seq", "<=", last.seq)]))
    .execute();
  return new Map(rows.map((row) => [`${row.boot} ${row.seq}`, row.sha256]));
}

/** Adds to the totals. */
export async function addTotals(db: Database, rows: readonly TotalRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await db
      .insertInto("play_totals")
      .values(rows.slice(from, from + ROWS_A_STATEMENT))
      .onConflict((conflict) =>
        conflict
          .columns(["screen_id", "edition_version_id", "entry_id", "outcome", "panel", "hour_at_ms"])
          .doUpdateSet({
            plays: sql`play_totals.plays + excluded.plays`,
            airtime_ms: sql`play_totals.airtime_ms + excluded.airtime_ms`,
          }),
      )
      .execute();
  }
}

/** Notes what is wrong with a player's log; the same finding is noted once. */
export async function insertAnomalyIfNew(
  db: Database,
  row: Omit<Insertable<Tables["play_anomalies"]>, "id">,
): Promise<boolean> {
  const known = await db
    .selectFrom("play_anomalies")
    .select("id")
    .where("player", "=", row.player)
    .where("kind", "=", row.kind)
    .where("boot", "=", row.boot)
    .where("seq", "=", row.seq)
    .where("detail_json", "=", row.detail_json)
    .executeTakeFirst();
  if (known !== undefined) return false;
  await db.insertInto("play_anomalies").values(row).execute();
  return true;
}

/** The clock anchors of a boot within the span, with the last before it and the first after it. */
export async function listAnchorsAround(
  db: Database,
  player: number,
  boot: number,
  span: { readonly fromMonoMs: number; readonly toMonoMs: number },
): Promise<ClockAnchor[]> {
  const ofBoot = db.selectFrom("clock_anchors").where("player", "=", player).where("boot", "=", boot);
  const before = await ofBoot
    .select((select) => select.fn.max("mono_ms").as("mono_ms"))
    .where("mono_ms", "<=", span.fromMonoMs)
    .executeTakeFirst();
  const after = await ofBoot
    .select((select) => select.fn.min("mono_ms").as("mono_ms"))
    .where("mono_ms", ">", span.toMonoMs)
    .executeTakeFirst();
  const rows = await ofBoot
    .selectAll()
    .where("mono_ms", ">=", Number(before?.mono_ms ?? span.fromMonoMs))
    .where("mono_ms", "<=", Number(after?.mono_ms ?? span.toMonoMs))
    .orderBy("mono_ms")
    .execute();
  return rows.map((row) => ({
    boot: row.boot,
    monoMs: row.mono_ms,
    utcMs: row.utc_ms,
    uncertaintyMs: row.uncertainty_ms,
  }));
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

/** Which screens a player served, and when, oldest first. */
export function listAssignments(db: Database, player: number): Promise<Selectable<Tables["player_assignments"]>[]> {
  return db.selectFrom("player_assignments").selectAll().where("player", "=", player).orderBy("from_ms").execute();
}

/** Records, newest first by start, after the given place. */
export function listPlayRows(
  db: Database,
  page: {
    screenId?: string;
    fromMs?: number;
    toMs?: number;
    after: { startedAtMs: number; player: number; boot: number; seq: number } | null;
    limit: number;
  },
): Promise<PlayRow[]> {
  const { screenId, fromMs, toMs, after } = page;
  return db
    .selectFrom("play_records")
    .selectAll()
    .$if(screenId !== undefined, (query) => query.where("screen_id", "=", screenId ?? ""))
    .$if(fromMs !== undefined, (query) => query.where("started_at_ms", ">=", fromMs ?? 0))
    .$if(toMs !== undefined, (query) => query.where("started_at_ms", "<", toMs ?? 0))
    .$if(after !== null, (query) =>
      query.where((where) => {
        const place = after ?? { startedAtMs: 0, player: 0, boot: 0, seq: 0 };
        return where.or([
          where("started_at_ms", "<", place.startedAtMs),
          where.and([
            where("started_at_ms", "=", place.startedAtMs),
            sql<boolean>`(player, boot, seq) < (${place.player}, ${place.boot}, ${place.seq})`,
          ]),
        ]);
      }),
    )
    .orderBy("started_at_ms", "desc")
    .orderBy("player", "desc")
    .orderBy("boot", "desc")
    .orderBy("seq", "desc")
    .limit(page.limit)
    .execute();
}
