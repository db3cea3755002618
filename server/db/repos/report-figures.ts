import { sql } from "kysely";
import type { Database } from "../../context.ts";
import type { PlayRow } from "./play-log.ts";

/** Totals of one screen and edition version over a period. */
export interface PeriodTotalRow {
  readonly screen_id: string;
  readonly edition_version_id: string;
  readonly outcome: "completed" | "cut" | "interrupted";
  readonly panel: "on" | "off" | "unknown";
  readonly plays: number;
  readonly airtime_ms: number;
}

/** Totals of the hours in `[fromMs, toMs)`; both must lie on full UTC hours. */
export async function sumTotals(db: Database, fromMs: number, toMs: number): Promise<PeriodTotalRow[]> {
  const rows = await db
    .selectFrom("play_totals")
    .select(["screen_id", "edition_version_id", "outcome", "panel"])
    .select(sql<number>`cast(sum(plays) as bigint)`.as("plays"))
    .select(sql<number>`cast(sum(airtime_ms) as bigint)`.as("airtime_ms"))
    .where("hour_at_ms", ">=", fromMs)
    .where("hour_at_ms", "<", toMs)
    .groupBy(["screen_id", "edition_version_id", "outcome", "panel"])
    .orderBy("screen_id")
    .orderBy("edition_version_id")
    .execute();
  return rows.map((row) => ({ ...row, plays: Number(row.plays), airtime_ms: Number(row.airtime_ms) }));
}

/** A screen of a period, with its place. */
export interface PeriodScreenRow {
  readonly screen_id: string;
  readonly screen_name: string;
  readonly cluster_id: string;
  readonly cluster_name: string;
  readonly site_id: string;
  readonly site_name_vi: string;
  readonly site_name_en: string;
  readonly time_zone: string;
}

/** Screens that were in use at some time in `[fromMs, toMs)`, with their place, by site, cluster and name. */
export function listScreensInPeriod(db: Database, fromMs: number, toMs: number): Promise<PeriodScreenRow[]> {
  return db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .select([
      "screens.id as screen_id",
      "screens.name as screen_name",
      "clusters.id as cluster_id",
      "clusters.name as cluster_name",
      "sites.id as site_id",
      "sites.name_vi as site_name_vi",
      "sites.name_en as site_name_en",
      "sites.time_zone",
    ])
    .where("screens.created_at_ms", "<", toMs)
    .where((where) =>
      where.or([where("screens.retired_at_ms", "is", null), where("screens.retired_at_ms", ">", fromMs)]),
    )
    .orderBy("sites.id")
    .orderBy("clusters.id")
    .orderBy("screens.id")
    .execute();
}

/** Titles of stories, retired or not. */
export async function listStoryTitles(db: Database, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("stories")
    .select(["id", "title"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.title]));
}

/** A place in the order of receiving. */
export type ReceivedPlace = Pick<PlayRow, "received_at_ms" | "player" | "boot" | "seq">;

/** Records that began in `[fromMs, toMs)` and were received later than `after`, in that order; at most `limit`. */
export function listReceivedAfter(
  db: Database,
  span: { readonly fromMs: number; readonly toMs: number },
  after: ReceivedPlace,
  limit: number,
): Promise<PlayRow[]> {
  return db
    .selectFrom("play_records")
    .selectAll()
    .where("received_at_ms", ">=", after.received_at_ms)
    .where(
      sql<boolean>`(received_at_ms, player, boot, seq) > (${after.received_at_ms}, ${after.player}, ${after.boot}, ${after.seq})`,
    )
    .where("started_at_ms", ">=", span.fromMs)
    .where("started_at_ms", "<", span.toMs)
    .orderBy("received_at_ms")
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** The first hour in which any of these editions ever began to be shown, by edition; one never shown is not there. */
export async function listFirstShown(db: Database, editionIds: readonly string[]): Promise<Map<string, number>> {
  if (editionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("play_totals")
    .innerJoin("edition_versions", "edition_versions.id", "play_totals.edition_version_id")
    .select(["edition_versions.edition_id"])
    .select((select) => select.fn.min("play_totals.hour_at_ms").as("first_at_ms"))
    .where("play_totals.plays", ">", 0)
    .where("edition_versions.edition_id", "in", [...editionIds])
    .groupBy("edition_versions.edition_id")
    .execute();
  return new Map(rows.map((row) => [row.edition_id, Number(row.first_at_ms)]));
}

/** Records of these screens that began in `[fromMs, toMs)`, oldest first; at most `limit`. */
export function listClusterPlays(
  db: Database,
  screenIds: readonly string[],
  span: { readonly fromMs: number; readonly toMs: number },
  limit: number,
): Promise<PlayRow[]> {
  return db
    .selectFrom("play_records")
    .selectAll()
    .where("screen_id", "in", [...screenIds])
    .where("started_at_ms", ">=", span.fromMs)
    .where("started_at_ms", "<", span.toMs)
    .orderBy("started_at_ms")
    .orderBy("player")
    .orderBy("boot")
    .orderBy("seq")
    .limit(limit)
    .execute();
}
