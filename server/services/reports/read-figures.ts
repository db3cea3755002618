import type { Database, ServiceContext } from "../../context.ts";
import type { PeriodTotalRow } from "../../db/repos/item-names.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import type { ReceivedPlace } from "../../db/repos/play-order.ts";
import { listReceivedAfter, listScreensInPeriod, readTotals } from "../../db/repos/report-figures.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { startTurns } from "../../turns.ts";
import { countedPlay, totalsOf } from "../ledger/totals.ts";
import { readPlanned } from "../planned/read-planned.ts";
import { addTotal, type GrowingFigures, hasRecords, noPlays } from "./played-figures.ts";
import type { FigureCell, FigureFacts, ReportedVersion } from "./report-facts.ts";
import type { ReportSpan } from "./report-period.ts";

const ROWS_AT_ONCE = 1_000;
/** No showing reaches further into a span than this. */
const LONGEST_SHOWING_MS = 86_400_000;

interface GrowingCell {
  planned: number;
  readonly played: GrowingFigures;
}

/** By screen, then by edition version. */
type Cells = Map<string, Map<string, GrowingCell>>;

/**
 * Planned and played of every screen and edition version in a span of whole days, from totals; records received after
 * `untilReceivedMs` are taken off again, so that the same question has the same answer for ever.
 */
export async function readFigures(
  ctx: Pick<ServiceContext, "db" | "now">,
  span: ReportSpan,
  untilReceivedMs: number,
): Promise<FigureFacts> {
  const untilMs = Math.max(span.fromMs, Math.min(span.toMs, untilReceivedMs));
  const cells: Cells = new Map();
  let records = 0;
  const count = (rows: readonly PeriodTotalRow[], sign: 1 | -1) => {
    for (const row of rows) {
      addTotal(cellAt(cells, row.screen_id, row.edition_version_id).played, row, sign);
      records += sign * row.plays;
    }
  };
  for await (const rows of readTotals(ctx.db, span.fromMs, span.toMs)) count(rows, 1);
  for await (const rows of lateTotals(ctx.db, span, untilReceivedMs)) count(rows, -1);
  const places = await listScreensInPeriod(ctx.db, span.fromMs, span.toMs);
  const screenIds = places.map(({ screen_id }) => screen_id);
  const { sums, unheldMs } = await readPlanned(ctx.db, screenIds, span, untilReceivedMs);
  const turns = startTurns();
  for (const row of sums) {
    cellAt(cells, row.screen_id, row.edition_version_id).planned += row.plays;
    const rest = turns.rest();
    if (rest !== undefined) await rest;
  }
  return { span, untilMs, untilReceivedMs, places, cells: await withVersions(ctx.db, cells), records, unheldMs };
}

/** Cells of the records that began in `span` and were received in `(afterMs, untilMs]`. */
export async function readReceivedBetween(
  ctx: Pick<ServiceContext, "db">,
  span: ReportSpan,
  afterMs: number,
  untilMs: number,
): Promise<FigureCell[]> {
  const cells: Cells = new Map();
  for await (const rows of receivedAfter(ctx.db, span, afterMs)) {
    const inTime = rows.filter((row) => row.received_at_ms <= untilMs);
    for (const row of totalRows(inTime)) addTotal(cellAt(cells, row.screen_id, row.edition_version_id).played, row);
    if (inTime.length < rows.length) break;
  }
  return withVersions(ctx.db, cells);
}

/** Totals within the span of what was received later. */
async function* lateTotals(db: Database, span: ReportSpan, afterMs: number): AsyncGenerator<PeriodTotalRow[]> {
  const wide = { fromMs: span.fromMs - LONGEST_SHOWING_MS, toMs: span.toMs };
  for await (const rows of receivedAfter(db, wide, afterMs)) {
    yield totalRows(rows, (hourAtMs) => hourAtMs >= span.fromMs && hourAtMs < span.toMs);
  }
}

async function* receivedAfter(db: Database, span: { fromMs: number; toMs: number }, afterMs: number) {
  const last = Number.MAX_SAFE_INTEGER;
  let after: ReceivedPlace = { received_at_ms: afterMs, player: last, boot: last, seq: last };
  for (;;) {
    const rows = await listReceivedAfter(db, span, after, ROWS_AT_ONCE);
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < ROWS_AT_ONCE) return;
    after = end;
  }
}

function totalRows(rows: readonly PlayRow[], isWanted = (_hourAtMs: number) => true): PeriodTotalRow[] {
  return totalsOf(rows.map(countedPlay))
    .filter(({ hourAtMs }) => isWanted(hourAtMs))
    .map(({ screenId, editionVersionId, outcome, panel, plays, airtimeMs }) => {
      return {
        screen_id: screenId,
        edition_version_id: editionVersionId,
        outcome,
        panel,
        plays,
        airtime_ms: airtimeMs,
      };
    });
}

function cellAt(cells: Cells, screenId: string, versionId: string): GrowingCell {
  const ofScreen = cells.get(screenId) ?? new Map<string, GrowingCell>();
  if (ofScreen.size === 0) cells.set(screenId, ofScreen);
  const known = ofScreen.get(versionId);
  if (known !== undefined) return known;
  const cell = { planned: 0, played: noPlays() };
  ofScreen.set(versionId, cell);
  return cell;
}

/** In the order of screen and version, without those of which nothing is left. A version that this database never had is kept, under its own id. */
async function withVersions(db: Database, cells: Cells): Promise<FigureCell[]> {
  const versions = await versionsOf(db, cells);
  const told: FigureCell[] = [];
  const turns = startTurns();
  for (const screenId of [...cells.keys()].sort()) {
    const ofScreen = cells.get(screenId) ?? new Map<string, GrowingCell>();
    for (const versionId of [...ofScreen.keys()].sort()) {
      const { planned, played } = ofScreen.get(versionId) ?? { planned: 0, played: noPlays() };
      const version = versions.get(versionId) ?? unknownVersion(versionId);
      if (planned > 0 || hasRecords(played)) told.push({ screenId, version, planned, played });
    }
    await turns.rest();
  }
  return told;
}

async function versionsOf(db: Database, cells: Cells): Promise<ReadonlyMap<string, ReportedVersion>> {
  const ids = new Set<string>();
  for (const ofScreen of cells.values()) for (const versionId of ofScreen.keys()) ids.add(versionId);
  const rows = await listEditionVersionsByIds(db, [...ids]);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        editionId: row.edition_id,
        storyId: row.story_id,
        language: row.language,
        title: row.title,
        programmes: row.programmes,
      },
    ]),
  );
}

function unknownVersion(id: string): ReportedVersion {
  return { id, editionId: id, storyId: id, language: "und", title: id, programmes: [] };
}
