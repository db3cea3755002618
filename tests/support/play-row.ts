import { createHash } from "node:crypto";
import type { PlayRow } from "../../server/db/repos/play-log.ts";

const AT = 1_800_000_000_000;

/** SHA-256 of a name, in hexadecimal. */
export function sha256Of(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** Hash of the record that `play` makes. */
export function playSha256(boot: number, seq: number): string {
  return sha256Of(`${boot} ${seq}`);
}

/** A record of player 7 on the screen `a-1`; it names none before it. */
export function play(boot: number, seq: number, change: Partial<PlayRow> = {}): PlayRow {
  return {
    player: 7,
    boot,
    seq,
    screen_id: "a-1",
    sha256: playSha256(boot, seq),
    prev_sha256: sha256Of("before"),
    zone: "main",
    kind: "image",
    airing_sha256: sha256Of("airing"),
    edition_version_id: "v",
    language: "vi",
    entry_id: "e",
    manifest_revision: 1,
    loop_id: "0123456789abcdef",
    slot_index: 0,
    planned_ms: 10_000,
    shown_ms: 10_000,
    started_mono_ms: 0,
    started_wall_ms: -1,
    started_at_ms: AT + seq,
    clock: "anchored",
    outcome: "completed",
    joined_late: 0,
    panel: "on",
    received_at_ms: AT,
    ...change,
  };
}
