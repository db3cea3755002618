import type { PlayKey } from "../../../schemas/play-record.ts";
import type { PlayRow } from "./play-log.ts";

/** As much of a record as says when it began and which it is. */
export type PlayPlace = Pick<PlayRow, "started_at_ms" | "player" | "boot" | "seq">;

export type PlayOrder = (one: PlayPlace, other: PlayPlace) => number;

/** As much of a record as says when it was received and which it is. */
export type ReceivedPlace = Pick<PlayRow, "received_at_ms" | "player" | "boot" | "seq">;

/** By start, the earliest first. */
export const byStart: PlayOrder = (one, other) =>
  one.started_at_ms - other.started_at_ms || one.player - other.player || byKey(one, other);

/** In the order in which a player wrote them. */
export function byKey(one: PlayKey, other: PlayKey): number {
  return one.boot - other.boot || one.seq - other.seq;
}

/** In the order in which they were received. */
export function byReceived(one: ReceivedPlace, other: ReceivedPlace): number {
  return one.received_at_ms - other.received_at_ms || one.player - other.player || byKey(one, other);
}

/** Before any key. */
export const FIRST_KEY: PlayKey = { boot: 0, seq: 0 };
/** Later than any key. */
export const LAST_KEY: PlayKey = { boot: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
