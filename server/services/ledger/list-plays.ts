import type { ServiceContext } from "../../context.ts";
import { listPlayRows, type PlayRow } from "../../db/repos/play-log.ts";
import { DomainError } from "../../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";

export const MAX_PLAYS_PAGE = 500;

/** One record as stored; `sha256` is what the next record of the same player names. */
export interface PlayView {
  readonly player: number;
  readonly boot: number;
  readonly seq: number;
  readonly screenId: string;
  readonly sha256: string;
  readonly kind: PlayRow["kind"];
  readonly airingSha256: string;
  readonly editionVersionId: string;
  readonly language: string;
  readonly entryId: string;
  readonly manifestRevision: number;
  readonly loopId: string;
  readonly slotIndex: number;
  readonly plannedMs: number;
  readonly shownMs: number;
  readonly startedAtMs: number;
  readonly clock: PlayRow["clock"];
  readonly outcome: PlayRow["outcome"];
  readonly joinedLate: boolean;
  readonly panel: PlayRow["panel"];
  readonly receivedAtMs: number;
}

/** Play records, newest showing first; of one screen and within `[fromMs, toMs)` where given. Errors: `bad-input`. */
export async function listPlays(
  ctx: ServiceContext,
  input: {
    screenId?: string | undefined;
    fromMs?: number | undefined;
    toMs?: number | undefined;
    cursor?: string | undefined;
    limit?: number | undefined;
  } = {},
): Promise<Page<PlayView>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(Math.max(1, input.limit ?? 100), MAX_PLAYS_PAGE);
  const rows = await listPlayRows(ctx.db, {
    ...(input.screenId === undefined ? {} : { screenId: input.screenId }),
    ...(input.fromMs === undefined ? {} : { fromMs: input.fromMs }),
    ...(input.toMs === undefined ? {} : { toMs: input.toMs }),
    after: input.cursor === undefined ? null : readCursor(input.cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, (row) => `${row.started_at_ms}.${row.player}.${row.boot}.${row.seq}`, playView);
}

function readCursor(cursor: string): { startedAtMs: number; player: number; boot: number; seq: number } {
  const match = /^(\d{1,16})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(cursor);
  if (match === null) throw new DomainError("bad-input", "error.bad-input", { what: "cursor" });
  const [startedAtMs = 0, player = 0, boot = 0, seq = 0] = match.slice(1).map(Number);
  return { startedAtMs, player, boot, seq };
}

function playView(row: PlayRow): PlayView {
  return {
    player: row.player,
    boot: row.boot,
    seq: row.seq,
    screenId: row.screen_id,
    sha256: row.sha256,
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
    startedAtMs: row.started_at_ms,
    clock: row.clock,
    outcome: row.outcome,
    joinedLate: row.joined_late === 1,
    panel: row.panel,
    receivedAtMs: row.received_at_ms,
  };
}
