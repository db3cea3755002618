import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

/** How often players' logs were odd in one way, and when it was found last. */
export interface AnomalyCount {
  readonly kind: Tables["play_anomalies"]["kind"];
  readonly count: number;
  readonly players: number;
  readonly lastAtMs: number;
}

/** Every kind that was found since an instant, most often first. */
export async function countAnomalies(db: Database, sinceMs: number): Promise<AnomalyCount[]> {
  const rows = await db
    .selectFrom("play_anomalies")
    .select((select) => [
      "kind",
      select.fn.countAll().as("count"),
      select.fn.count("player").distinct().as("players"),
      select.fn.max("at_ms").as("last_at_ms"),
    ])
    .where("at_ms", ">=", sinceMs)
    .groupBy("kind")
    .execute();
  return rows
    .map(({ kind, count, players, last_at_ms }) => ({
      kind,
      count: Number(count),
      players: Number(players),
      lastAtMs: Number(last_at_ms),
    }))
    .sort((one, other) => other.count - one.count || (one.kind < other.kind ? -1 : 1));
}
