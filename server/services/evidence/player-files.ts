import type { PlayKey, PlayRecord } from "../../../schemas/play-record.ts";
import type { Database } from "../../context.ts";
import {
  type LogPart,
  listAnchorsOfBoot,
  listBootsOfPart,
  listHeadsOfPart,
  listPlayersServing,
  listRecordsOfPart,
} from "../../db/repos/evidence.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";

/** Few: other requests are let in between two pages. */
const RECORDS_AT_ONCE = 100;
const SMALL_ROWS_AT_ONCE = 1_000;
/** A start may have been computed before the newest anchor of its time had come in. */
const EARLIER_ANCHORS_MS = 3_600_000;

/** What records name, gathered while they are written. */
export interface NamedThings {
  readonly editionVersionIds: Set<string>;
  readonly airingSha256s: Set<string>;
}

/** Public key of each player, and the screens it served as was known at the cut-off. */
export async function* playerRows(
  db: Database,
  parts: readonly LogPart[],
  untilReceivedMs: number,
): AsyncGenerator<unknown[]> {
  const players = await listPlayersServing(
    db,
    parts.map(({ player }) => player),
  );
  yield players.map(({ number, key_id, public_x, assignments }) => ({
    player: number,
    keyId: key_id,
    publicKey: { kty: "OKP", crv: "Ed25519", x: public_x },
    screens: assignments
      .filter(({ from_ms }) => from_ms <= untilReceivedMs)
      .map(({ screen_id, from_ms, to_ms }) => ({
        screenId: screen_id,
        fromMs: from_ms,
        toMs: to_ms === null || to_ms > untilReceivedMs ? null : to_ms,
      })),
  }));
}

/** The anchors that the starts of a part are computed from, as far as they were known at the cut-off. */
export async function* anchorRows(db: Database, part: LogPart, untilReceivedMs: number): AsyncGenerator<unknown[]> {
  for (const { boot, ...span } of await listBootsOfPart(db, part)) {
    const fromMonoMs = Math.max(0, span.fromMonoMs - EARLIER_ANCHORS_MS);
    const stretch = { player: part.player, boot, fromMonoMs, toMonoMs: span.toMonoMs };
    for (let afterMonoMs = -1; ; ) {
      const rows = await listAnchorsOfBoot(db, stretch, afterMonoMs, SMALL_ROWS_AT_ONCE);
      const known = rows.filter(({ utc_ms }) => utc_ms <= untilReceivedMs);
      yield known.map(({ mono_ms, utc_ms, uncertainty_ms }) => ({
        boot,
        monoMs: mono_ms,
        utcMs: utc_ms,
        uncertaintyMs: uncertainty_ms,
      }));
      const last = rows.at(-1);
      if (last === undefined || rows.length < SMALL_ROWS_AT_ONCE) break;
      afterMonoMs = last.mono_ms;
    }
  }
}

/** What the player signed of the part, oldest first. */
export async function* headRows(db: Database, part: LogPart): AsyncGenerator<unknown[]> {
  for (let after: PlayKey | null = null; ; ) {
    const rows: Awaited<ReturnType<typeof listHeadsOfPart>> = await listHeadsOfPart(
      db,
      part,
      after,
      SMALL_ROWS_AT_ONCE,
    );
    yield rows.map(({ boot, seq, envelope_json }) => ({ boot, seq, envelope: JSON.parse(envelope_json) }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < SMALL_ROWS_AT_ONCE) return;
    after = last;
  }
}

/** The records of a part in the order of their chain; what they name is added to `named`. */
export async function* recordRows(db: Database, part: LogPart, named: NamedThings): AsyncGenerator<unknown[]> {
  for (let after: PlayKey | null = null; ; ) {
    const rows: PlayRow[] = await listRecordsOfPart(db, part, after, RECORDS_AT_ONCE);
    for (const row of rows) {
      named.editionVersionIds.add(row.edition_version_id);
      named.airingSha256s.add(row.airing_sha256);
    }
    yield rows.map((row) => ({
      record: recordOf(row),
      screenId: row.screen_id,
      startedAtMs: row.started_at_ms,
      receivedAtMs: row.received_at_ms,
    }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < RECORDS_AT_ONCE) return;
    after = last;
  }
}

/** The record as the player wrote it. */
function recordOf(row: PlayRow): PlayRecord {
  return {
    player: row.player,
    boot: row.boot,
    seq: row.seq,
    zone: row.zone,
    kind: row.kind,
    airingSha256: row.airing_sha256,
    editionVersionId: row.edition_version_id,
    language: row.language,
    entryId: row.entry_id,
    manifestRevision: row.manifest_revision,
    loopId: row.loop_id,
    slotIndex: row.slot_index,
    plannedMs: row.planned_ms,
    shownMs: row.shown_ms,
    startedMonoMs: row.started_mono_ms,
    startedWallMs: row.started_wall_ms,
    clock: row.clock,
    outcome: row.outcome,
    joinedLate: row.joined_late === 1,
    panel: row.panel,
    prevSha256: row.prev_sha256,
  };
}
