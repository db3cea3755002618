import type { Database, ServiceContext } from "../../context.ts";
import { listFirstShown } from "../../db/repos/held-manifests.ts";
import {
  firstRecordAtMs,
  listAlarms,
  listApprovalTimes,
  listConfirmations,
  listImportedStories,
  listRecalls,
  listSourceImports,
} from "../../db/repos/report-sources.ts";
import { listGatesOfSites } from "../../db/repos/sites.ts";
import { readPeriodFacts } from "../indicators/read-period-facts.ts";
import { noteHoldings } from "../planned/note-holdings.ts";
import { listReference } from "../reference/list-reference.ts";
import { findCurrentRoot } from "../trust/current-root.ts";
import { readOpenings, readOpenSpans } from "./opening-airtime.ts";
import { placeName } from "./place-names.ts";
import { hasRecords } from "./played-figures.ts";
import { readCompleteness } from "./read-completeness.ts";
import { readFigures, readReceivedBetween } from "./read-figures.ts";
import type { FigureFacts, LateFacts, OpeningFacts, RecallFacts, ReportFacts, SourceFacts } from "./report-facts.ts";
import type { ReportSpan } from "./report-period.ts";

/** An earlier period that was locked: its records received in `(sinceMs, …]` were in no report yet. */
export interface LockedBefore {
  readonly name: string;
  readonly span: ReportSpan;
  readonly sinceMs: number;
}

export interface FactsWanted {
  readonly span: ReportSpan;
  /** Code of the calendar period. */
  readonly period: string;
  readonly before: ReportSpan | null;
  readonly lastYear: ReportSpan | null;
  readonly untilReceivedMs: number;
  readonly lockedBefore: readonly LockedBefore[];
  /** Whether it tells how clusters worked. */
  readonly tellsOfClusters: boolean;
  /** Whether it tells of each site's hours, which every manifest of the span is read for. */
  readonly tellsOfHours?: boolean;
}

/** Reads all that the tables of a report are made from, after noting what came in since the last time. */
export async function readReportFacts(
  ctx: Pick<ServiceContext, "db" | "now">,
  wanted: FactsWanted,
): Promise<ReportFacts> {
  const { span, untilReceivedMs } = wanted;
  const { db } = ctx;
  await noteHoldings(db);
  const figures = await readFigures(ctx, span, untilReceivedMs);
  const firstMs = await firstRecordAtMs(db);
  const compared = async (other: ReportSpan | null): Promise<FigureFacts | null> =>
    other === null || firstMs === null || firstMs >= other.toMs ? null : readFigures(ctx, other, untilReceivedMs);
  const late: LateFacts[] = [];
  for (const { name, span: earlier, sinceMs } of wanted.lockedBefore) {
    const cells = await readReceivedBetween(ctx, earlier, sinceMs, untilReceivedMs);
    if (cells.length > 0) late.push({ periodName: name, cells });
  }
  const editionIds = [...new Set(figures.cells.map(({ version }) => version.editionId))];
  const { sources, ownStories } = await readSources(ctx, span);
  return {
    ...figures,
    ...(await readPeriodFacts(ctx, { span, period: wanted.period, places: figures.places, untilReceivedMs })),
    sharing: [],
    firstPlayedMs: await listFirstShown(db, editionIds, untilReceivedMs),
    openings: await readClusterOpenings(db, figures),
    recordedScreens: recordedScreens(figures),
    placeNames: await readPlaceNames(db, figures),
    siteOpenings:
      wanted.tellsOfHours === true
        ? await readOpenings(db, { fromMs: span.fromMs, toMs: figures.untilMs }, untilReceivedMs)
        : [],
    completeness: wanted.tellsOfClusters ? await readCompleteness(db, figures) : [],
    sources,
    ownStories,
    recalls: await readRecalls(db, span, untilReceivedMs),
    alarms: (await listAlarms(db, span.fromMs, Math.min(span.toMs, untilReceivedMs))).map((row) => ({
      atMs: row.at_ms,
      kind: row.kind,
      screenId: row.screen_id,
    })),
    languages: await listReference(db, "language"),
    programmes: await listReference(db, "programme"),
    before: await compared(wanted.before),
    lastYear: await compared(wanted.lastYear),
    late,
  };
}

function recordedScreens({ cells }: FigureFacts): ReadonlySet<string> {
  const recorded = cells.filter(({ played }) => hasRecords(played));
  return new Set(recorded.map(({ screenId }) => screenId));
}

/** By site, as gates and provinces were named in the span. */
async function readPlaceNames(db: Database, { places, span }: FigureFacts): Promise<ReadonlyMap<string, string>> {
  const gateOf = await listGatesOfSites(
    db,
    places.map(({ site_id }) => site_id),
  );
  const provinces = await listReference(db, "province");
  const gates = new Map((await listReference(db, "gate")).map((gate) => [gate.id, gate]));
  return new Map(
    [...gateOf].flatMap(([siteId, gateId]) => {
      const gate = gates.get(gateId);
      return gate === undefined ? [] : [[siteId, placeName(gate, provinces, span)]];
    }),
  );
}

/** What came in from each source, and how many stories were approved for the first time. */
async function readSources(
  ctx: Pick<ServiceContext, "db">,
  span: ReportSpan,
): Promise<{ sources: SourceFacts[]; ownStories: { approved: number } }> {
  const { db } = ctx;
  const sourceOf = new Map((await listImportedStories(db)).map((row) => [row.story_id, row.source_id]));
  const approved = await storiesApproved(ctx, span);
  const sources = (await listSourceImports(db, span.fromMs, span.toMs)).map(({ id, name, imported }): SourceFacts => {
    const storyIds = new Set([...sourceOf].flatMap(([storyId, sourceId]) => (sourceId === id ? [storyId] : [])));
    return { name, imported, approved: approved.filter((storyId) => storyIds.has(storyId)).length, storyIds };
  });
  return { sources, ownStories: { approved: approved.filter((storyId) => !sourceOf.has(storyId)).length } };
}

/** Stories whose first airing document got the last approval it needs within the span. */
async function storiesApproved(ctx: Pick<ServiceContext, "db">, span: ReportSpan): Promise<string[]> {
  const needed = (await findCurrentRoot(ctx))?.document.approvalThreshold ?? 2;
  const given = new Map<string, number>();
  const firstMs = new Map<string, number>();
  for (const row of await listApprovalTimes(ctx.db, span.toMs)) {
    const count = (given.get(row.airing_sha256) ?? 0) + 1;
    given.set(row.airing_sha256, count);
    if (count !== needed) continue;
    firstMs.set(row.story_id, Math.min(row.approved_at_ms, firstMs.get(row.story_id) ?? row.approved_at_ms));
  }
  return [...firstMs].flatMap(([storyId, atMs]) => (atMs >= span.fromMs ? [storyId] : []));
}

async function readRecalls(db: Database, span: ReportSpan, untilMs: number): Promise<RecallFacts[]> {
  const recalls: RecallFacts[] = [];
  for (const row of await listRecalls(db, span.fromMs, Math.min(span.toMs, untilMs))) {
    const confirmed = await listConfirmations(db, row.version, row.withdrawn_at_ms);
    const inTime = confirmed.map((atMs) => (atMs === null || atMs > untilMs ? null : atMs));
    recalls.push({
      withdrawnAtMs: row.withdrawn_at_ms,
      reason: row.reason,
      title: row.title,
      confirmedAtMs: inTime.reduce<number | null>(
        (latest, atMs) => (latest === null || atMs === null ? null : Math.max(latest, atMs)),
        row.withdrawn_at_ms,
      ),
    });
  }
  return recalls;
}

/** How long each cluster's site was to be open, up to where the figures reach. */
async function readClusterOpenings(db: Database, { places, span, untilMs }: FigureFacts): Promise<OpeningFacts[]> {
  const openings: OpeningFacts[] = [];
  const bySite = new Map<string, number>();
  for (const place of places) {
    if (openings.some(({ clusterId }) => clusterId === place.cluster_id)) continue;
    const known = bySite.get(place.site_id);
    const openMs =
      known ??
      (await readOpenSpans(db, { siteId: place.site_id, timeZone: place.time_zone }, span.fromMs, untilMs)).reduce(
        (sum, [fromMs, toMs]) => sum + Math.max(0, Math.min(toMs, untilMs) - Math.max(fromMs, span.fromMs)),
        0,
      );
    bySite.set(place.site_id, openMs);
    openings.push({ clusterId: place.cluster_id, openMs });
  }
  return openings;
}
