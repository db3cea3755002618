import type { Selectable } from "kysely";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { Tables } from "../../db/tables.ts";

export type PresenceRow = Selectable<Tables["player_presence"]>;

/** After this long without a heartbeat nothing is known of a player: twice the slowest poll, and a bit. */
export const SILENCE_MS = 3 * 60_000;
/** A stretch that merely goes on is written down no more often. */
export const WRITE_EVERY_MS = 60_000;
/** No stretch is longer, so that what it began with is never old. */
export const LONGEST_STRETCH_MS = 6 * 3_600_000;

/** The stretch a player is in, as it is stored, and when it was last heard. */
export interface KeptPresence {
  readonly row: PresenceRow;
  readonly heardAtMs: number;
}

/** What a heartbeat makes of a player's stretches. */
export interface PresenceStep {
  readonly kept: KeptPresence;
  /** To be stored: a stretch that is there already only ever grows. Mostly none. */
  readonly write: readonly PresenceRow[];
  /** A start that was not heard of in the stretch before. */
  readonly boot: Selectable<Tables["player_boots"]> | null;
}

/**
 * Follows one player from heartbeat to heartbeat. While it tells the same, its stretch grows, and is written once a minute;
 * when it tells something else, the stretch ends there and the next begins; what it said before a silence is not carried
 * into it.
 */
export function followPresence(
  kept: KeptPresence | undefined,
  told: { readonly player: number; readonly state: PlayerState },
  atMs: number,
): PresenceStep {
  const next = stretchOf(told.player, told.state, atMs);
  if (kept === undefined) {
    return { kept: { row: next, heardAtMs: atMs }, write: [next], boot: bootOf(told.player, told.state, atMs) };
  }
  const { row, heardAtMs } = kept;
  if (atMs <= row.from_ms) return { kept, write: [], boot: null };
  const isSilence = atMs - heardAtMs > SILENCE_MS;
  if (!isSilence && isSame(row, next) && piece(row.from_ms) === piece(atMs)) {
    if (atMs - row.to_ms < WRITE_EVERY_MS) return { kept: { row, heardAtMs: atMs }, write: [], boot: null };
    const grown = { ...row, to_ms: atMs };
    return { kept: { row: grown, heardAtMs: atMs }, write: [grown], boot: null };
  }
  const ended = { ...row, to_ms: isSilence ? heardAtMs : atMs };
  return {
    kept: { row: next, heardAtMs: atMs },
    write: ended.to_ms > row.to_ms ? [ended, next] : [next],
    boot: next.boot === row.boot ? null : bootOf(told.player, told.state, atMs),
  };
}

const piece = (atMs: number): number => Math.floor(atMs / LONGEST_STRETCH_MS);

function stretchOf(player: number, state: PlayerState, atMs: number): PresenceRow {
  return {
    player,
    from_ms: atMs,
    to_ms: atMs,
    boot: state.boot,
    panel: state.panel ?? "unknown",
    playing_revision: state.playingRevision,
    held_revision: state.heldRevision,
    is_slate: state.playing === null ? 1 : 0,
    has_stage: state.stageConnected ? 1 : 0,
    has_troubles: state.troubles.length > 0 ? 1 : 0,
    mode: state.watchdog?.mode ?? "all",
    head_boot: state.ledgerHead.boot,
    head_seq: state.ledgerHead.seq,
  };
}

function isSame(one: PresenceRow, other: PresenceRow): boolean {
  return (
    one.boot === other.boot &&
    one.panel === other.panel &&
    one.playing_revision === other.playing_revision &&
    one.held_revision === other.held_revision &&
    one.is_slate === other.is_slate &&
    one.has_stage === other.has_stage &&
    one.has_troubles === other.has_troubles &&
    one.mode === other.mode
  );
}

function bootOf(player: number, state: PlayerState, atMs: number): Selectable<Tables["player_boots"]> {
  return {
    player,
    boot: state.boot,
    started_at_ms: Math.max(0, Math.min(atMs, atMs - state.monoMs)),
    first_seen_ms: atMs,
  };
}
