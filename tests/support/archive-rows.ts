import { createHash } from "node:crypto";
import type { PlayRow } from "../../server/db/repos/play-log.ts";

const DAY_MS = 86_400_000;
/** Midnight in the zone of the reports. */
export const FIRST_DAY_MS = Date.parse("2025-03-01T00:00:00+07:00");

const hex = (text: string) => createHash("sha256").update(text).digest("hex");

/** Records that are received together, also over midnight. */
const BATCH = 7;

/** So many records a day of each of two players, chained, over some days. */
export function chainedRows(days: number, perDay: number): PlayRow[] {
  const startOf = (index: number) => FIRST_DAY_MS + Math.floor(((index + 0.5) * DAY_MS) / perDay);
  return [1, 2].flatMap((player) => {
    let before = hex(`start ${player}`);
    return Array.from({ length: days * perDay }, (_, index): PlayRow => {
      const sha256 = hex(`${player} ${index}`);
      const receivedAtMs = startOf(index - (index % BATCH) + BATCH - 1) + 60_000;
      const row = rowOf({ player, index, startedAtMs: startOf(index), receivedAtMs, sha256, before });
      before = sha256;
      return row;
    });
  });
}

interface Told {
  readonly player: number;
  readonly index: number;
  readonly startedAtMs: number;
  readonly receivedAtMs: number;
  readonly sha256: string;
  readonly before: string;
}

function rowOf({ player, index, startedAtMs, ...told }: Told): PlayRow {
  return {
    ...{ player, boot: 1 + 2 * Math.floor(index / 50), seq: 1 + (index % 50), screen_id: `screen-${player}` },
    ...{ sha256: told.sha256, prev_sha256: told.before, zone: "main", kind: "image", airing_sha256: hex("airing") },
    ...{ edition_version_id: `version-${index % 3}`, language: "vi", entry_id: "entry", manifest_revision: 1 },
    ...{ loop_id: "0123456789abcdef", slot_index: index % 7, planned_ms: 10_000, shown_ms: 9_970 + (index % 5) },
    ...{ started_mono_ms: index * 1_000, started_wall_ms: startedAtMs - 3, started_at_ms: startedAtMs },
    ...{ clock: "anchored", outcome: index % 9 === 0 ? "cut" : "completed", joined_late: 0, panel: "on" },
    received_at_ms: told.receivedAtMs,
  };
}
