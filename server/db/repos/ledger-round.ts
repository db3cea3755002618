import { sql } from "kysely";
import type { ClockAnchor, LedgerMark } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows } from "../json-rows.ts";

/** A screen that a player served from `from_ms` on; `to_ms` is null while it does. */
export interface AssignmentOfPlayer {
  readonly player: number;
  readonly screen_id: string;
  readonly from_ms: number;
  readonly to_ms: number | null;
}

/** A stretch of one boot's monotonic clock. */
export interface AnchorSpan {
  readonly player: number;
  readonly boot: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

interface MarkRow {
  readonly player: number;
  readonly boot: number;
  readonly seq: number;
  readonly head_sha256: string;
}

const PLAYER: JsonColumns<{ player: number }> = { player: "bigint" };
const SPAN: JsonColumns<AnchorSpan> = { player: "bigint", boot: "bigint", from_ms: "bigint", to_ms: "bigint" };
const MARK: JsonColumns<MarkRow> = { player: "bigint", boot: "bigint", seq: "bigint", head_sha256: "text" };

/** The marks of these players; one whose log has not begun is absent. Transactions run one after another: no lock is needed. */
export async function readMarks(tx: Database, players: readonly number[]): Promise<Map<number, LedgerMark>> {
  const { rows } = await sql<MarkRow>`select mark.player, mark.boot, mark.seq, mark.head_sha256
    from ${asked(tx, players)} join play_marks as mark on mark.player = asked.player`.execute(tx);
  return new Map(rows.map(({ player, boot, seq, head_sha256 }) => [player, { boot, seq, headSha256: head_sha256 }]));
}

/** Where a player's mark is thought to be, and where it goes. */
export interface MarkMove {
  readonly player: number;
  readonly from: LedgerMark;
  readonly to: LedgerMark;
}

const MOVE: JsonColumns<ReturnType<typeof moveRow>> = {
  ...MARK,
  from_boot: "bigint",
  from_seq: "bigint",
  from_head_sha256: "text",
};

/**
 * Moves the marks of many players, each once, in one statement, or two where logs begin. False when one of them was not
 * where it was thought to be: then some have moved and some have not, and the transaction is not to be committed.
 */
export async function moveMarks(tx: Database, moves: readonly MarkMove[], atMs: number): Promise<boolean> {
  if (moves.length === 0) return true;
  const rows = moves.map(moveRow);
  const told = () => jsonRows(tx, "told", MOVE, rows);
  const moved = await sql`update play_marks set boot = told.boot, seq = told.seq, head_sha256 = told.head_sha256,
    updated_at_ms = cast(${atMs} as bigint) from ${told()} where play_marks.player = told.player
    and play_marks.boot = told.from_boot and play_marks.seq = told.from_seq
    and play_marks.head_sha256 = told.from_head_sha256`.execute(tx);
  const missing = moves.length - Number(moved.numAffectedRows);
  if (missing === 0) return true;
  const begun = await sql`insert into play_marks (player, boot, seq, head_sha256, updated_at_ms)
    select player, boot, seq, head_sha256, cast(${atMs} as bigint) from ${told()}
    where from_boot = 0 and from_seq = 0 on conflict (player) do nothing`.execute(tx);
  return Number(begun.numAffectedRows) === missing;
}

function moveRow({ player, from, to }: MarkMove) {
  return {
    ...{ player, boot: to.boot, seq: to.seq, head_sha256: to.headSha256 },
    ...{ from_boot: from.boot, from_seq: from.seq, from_head_sha256: from.headSha256 },
  };
}

/** Which screens these players served, and when, oldest first. */
export async function listAssignmentsOf(tx: Database, players: readonly number[]): Promise<AssignmentOfPlayer[]> {
  const { rows } = await sql<AssignmentOfPlayer>`select served.player, served.screen_id, served.from_ms, served.to_ms
    from ${asked(tx, players)} join player_assignments as served on served.player = asked.player
    order by served.player, served.from_ms`.execute(tx);
  return rows;
}

/** Of each span the anchors within, with the last before it and the first after it; an anchor may come more than once. */
export async function listAnchorsOf(
  tx: Database,
  spans: readonly AnchorSpan[],
): Promise<{ readonly player: number; readonly anchor: ClockAnchor }[]> {
  const { rows } = await sql<{
    player: number;
    boot: number;
    mono_ms: number;
    utc_ms: number;
    uncertainty_ms: number;
  }>`select a.player, a.boot, a.mono_ms, a.utc_ms, a.uncertainty_ms from ${jsonRows(tx, "span", SPAN, spans)}
    join clock_anchors as a on a.player = span.player and a.boot = span.boot
    and a.mono_ms >= coalesce((select max(b.mono_ms) from clock_anchors as b
      where b.player = span.player and b.boot = span.boot and b.mono_ms <= span.from_ms), span.from_ms)
    and a.mono_ms <= coalesce((select min(c.mono_ms) from clock_anchors as c
      where c.player = span.player and c.boot = span.boot and c.mono_ms > span.to_ms), span.to_ms)`.execute(tx);
  return rows.map(({ player, boot, mono_ms, utc_ms, uncertainty_ms }) => ({
    player,
    anchor: { boot, monoMs: mono_ms, utcMs: utc_ms, uncertaintyMs: uncertainty_ms },
  }));
}

function asked(tx: Database, players: readonly number[]) {
  return jsonRows(
    tx,
    "asked",
    PLAYER,
    players.map((player) => ({ player })),
  );
}
