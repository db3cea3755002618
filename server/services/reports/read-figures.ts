import { setImmediate } from "node:timers/promises";
import type { Database, ServiceContext } from "../../context.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import {
  listReceivedAfter,
  listScreensInPeriod,
  type PeriodTotalRow,
  type ReceivedPlace,
  sumTotals,
} from "../../db/repos/report-figures.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { totalsOf } from "../ledger/totals.ts";
import { readPlanned } from "../planned/read-planned.ts";
import { addFigures, figuresOf, NO_PLAYS, type PlayedFigures, takeFigures } from "./played-figures.ts";
import type { FigureCell, FigureFacts, ReportedVersion } from "./report-facts.ts";
import type { ReportSpan } from "./report-period.ts";

const ROWS_AT_ONCE = 5_000;
/** So many are added up before others have their turn. */
const ROWS_A_TURN = 1_000;
/** No showing reaches further into a span than this. */
const LONGEST_SHOWING_MS = 86_400_000;

type CellOf = Map<string, { screenId: string; versionId: string; planned: number; played: PlayedFigures }>;

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
  const cells: CellOf = new Map();
  let records = 0;
  for (const [index, row] of (await sumTotals(ctx.db, span.fromMs, span.toMs)).entries()) {
    add(cells, row);
    records += row.plays;
    if (index % ROWS_A_TURN === ROWS_A_TURN - 1) await setImmediate();
  }
  for (const row of await lateTotals(ctx.db, span, untilReceivedMs)) {
    take(cells, row);
    records -= row.plays;
  }
  const places = await listScreensInPeriod(ctx.db, span.fromMs, span.toMs);
  const screenIds = places.map(({ screen_id }) => screen_id);
  const { sums, unheldMs } = await readPlanned(ctx.db, screenIds, span, untilReceivedMs);
  for (const row of sums) cellAt(cells, row.screen_id, row.edition_version_id).planned += row.plays;
  return { span, untilMs, untilReceivedMs, places, cells: await withVersions(ctx.db, cells), records, unheldMs };
}

/** Cells of the records that began in `span` and were received in `(afterMs, untilMs]`. */
export async function readReceivedBetween(
  ctx: Pick<ServiceContext, "db">,
  span: ReportSpan,
  afterMs: number,
  untilMs: number,
): Promise<FigureCell[]> {
  const cells: CellOf = new Map();
  for await (const rows of receivedAfter(ctx.db, span, afterMs)) {
    const inTime = rows.filter((row) => row.received_at_ms <= untilMs);
    for (const row of totalRows(inTime)) add(cells, row);
    if (inTime.length < rows.length) break;
  }
  return withVersions(ctx.db, cells);
}

/** Totals within the span of what was received later. */
async function lateTotals(db: Database, span: ReportSpan, afterMs: number): Promise<PeriodTotalRow[]> {
  const wide = { fromMs: span.fromMs - LONGEST_SHOWING_MS, toMs: span.toMs };
  const late: PeriodTotalRow[] = [];
  for await (const rows of receivedAfter(db, wide, afterMs)) {
    late.push(...totalRows(rows, (hourAtMs) => hourAtMs >= span.fromMs && hourAtMs < span.toMs));
  }
  return late;
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
  const plays = rows.map((row) => ({
    screenId: row.screen_id,
    editionVersionId: row.edition_version_id,
    entryId: row.entry_id,
    outcome: row.outcome,
    panel: row.panel,
    startedAtMs: row.started_at_ms,
    shownMs: row.shown_ms,
  }));
  return totalsOf(plays)
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

function add(cells: CellOf, row: PeriodTotalRow): void {
  const cell = cellAt(cells, row.screen_id, row.edition_version_id);
  cell.played = addFigures(cell.played, figuresOf(row));
}

function take(cells: CellOf, row: PeriodTotalRow): void {
  const cell = cellAt(cells, row.screen_id, row.edition_version_id);
  cell.played = takeFigures(cell.played, figuresOf(row));
}

function cellAt(cells: CellOf, screenId: string, versionId: string) {
  const name = `${screenId} ${versionId}`;
  const known = cells.get(name) ?? { screenId, versionId, planned: 0, played: NO_PLAYS };
  cells.set(name, known);
  return known;
}

/** In the order of screen and version, without those of which nothing is left. A version that this database never had is kept, under its own id. */
async function withVersions(db: Database, cells: CellOf): Promise<FigureCell[]> {
  const ids = [...new Set([...cells.values()].map(({ versionId }) => versionId))];
  const rows = await listEditionVersionsByIds(db, ids);
  const versions = new Map(
    rows.map((row): [string, ReportedVersion] => [
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
  return [...cells.entries()]
    .filter(([, { planned, played }]) => planned > 0 || Object.values(played).some((figure) => figure > 0))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { screenId, versionId, planned, played }]) => {
      const version = versions.get(versionId) ?? unknownVersion(versionId);
      return { screenId, version, planned, played };
    });
}

function unknownVersion(id: string): ReportedVersion {
  return { id, editionId: id, storyId: id, language: "und", title: id, programmes: [] };
}
