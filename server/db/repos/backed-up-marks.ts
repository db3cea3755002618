import { sql } from "kysely";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows } from "../json-rows.ts";

/** The last record of a player's log that something holds, as all before it. */
export interface PlayerMark extends PlayKey {
  readonly player: number;
}

const MARK: JsonColumns<PlayerMark> = { player: "bigint", boot: "bigint", seq: "bigint" };

/** How far the log of every player is held now. */
export function listAllMarks(db: Database): Promise<PlayerMark[]> {
  return db.selectFrom("play_marks").select(["player", "boot", "seq"]).orderBy("player").execute();
}

/** Notes that a backup made at `madeAtMs` holds the logs up to these marks. */
export async function saveBackedUpMarks(db: Database, marks: readonly PlayerMark[], madeAtMs: number): Promise<void> {
  if (marks.length === 0) return;
  await sql`insert into backed_up_marks (player, boot, seq, made_at_ms)
    select player, boot, seq, cast(${madeAtMs} as bigint) from ${jsonRows(db, "told", MARK, marks)} where true
    on conflict (player) do update set boot = excluded.boot, seq = excluded.seq,
    made_at_ms = excluded.made_at_ms`.execute(db);
}

/** Up to where a backup that was read again holds the player's log; `undefined` before the first. */
export function findBackedUpMark(db: Database, player: number): Promise<PlayKey | undefined> {
  return db.selectFrom("backed_up_marks").select(["boot", "seq"]).where("player", "=", player).executeTakeFirst();
}
