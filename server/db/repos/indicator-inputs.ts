import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type TargetRow = Selectable<Tables["report_targets"]>;
export type TrafficRow = Selectable<Tables["gate_traffic"]>;

/** The canonical text of these airing documents, by hash. */
export async function listAiringTexts(db: Database, sha256s: readonly string[]): Promise<Map<string, string>> {
  if (sha256s.length === 0) return new Map();
  const rows = await db
    .selectFrom("airing_documents")
    .select(["sha256", "document"])
    .where("sha256", "in", [...sha256s])
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.document]));
}

/** Edition versions that had a code of ours by then. */
export async function listCodedVersions(db: Database, beforeMs: number): Promise<string[]> {
  const rows = await db
    .selectFrom("qr_links")
    .select("edition_version_id")
    .where("created_at_ms", "<", beforeMs)
    .orderBy("edition_version_id")
    .execute();
  return rows.map((row) => row.edition_version_id);
}

/** Targets of a period that were in force at `atMs`, oldest first. */
export function listTargets(db: Database, period: string, atMs: number): Promise<TargetRow[]> {
  return db
    .selectFrom("report_targets")
    .selectAll()
    .where("period", "=", period)
    .where("entered_at_ms", "<=", atMs)
    .where((where) => where.or([where("retired_at_ms", "is", null), where("retired_at_ms", ">", atMs)]))
    .orderBy("entered_at_ms")
    .orderBy("id")
    .execute();
}

/** Every target in force, newest period first; at most `limit`. */
export function listTargetsInForce(db: Database, limit: number): Promise<TargetRow[]> {
  return db
    .selectFrom("report_targets")
    .selectAll()
    .where("retired_at_ms", "is", null)
    .orderBy("period", "desc")
    .orderBy("subject")
    .orderBy("code")
    .limit(limit)
    .execute();
}

export async function insertTarget(db: Database, row: TargetRow): Promise<void> {
  await db.insertInto("report_targets").values(row).execute();
}

/** Ends what was said of this until now. */
export async function retireTargets(
  db: Database,
  which: Pick<TargetRow, "subject" | "code" | "period">,
  atMs: number,
): Promise<void> {
  await db
    .updateTable("report_targets")
    .set({ retired_at_ms: atMs })
    .where("subject", "=", which.subject)
    .where("code", "=", which.code)
    .where("period", "=", which.period)
    .where("retired_at_ms", "is", null)
    .execute();
}

export function findTarget(db: Database, id: string): Promise<TargetRow | undefined> {
  return db.selectFrom("report_targets").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Counts of these sites that were in force at `atMs` and have a day within the dates, by site and day. */
export async function listTrafficOf(
  db: Database,
  siteIds: readonly string[],
  { fromDate, toDate }: { readonly fromDate: string; readonly toDate: string },
  atMs: number,
): Promise<TrafficRow[]> {
  if (siteIds.length === 0) return [];
  return db
    .selectFrom("gate_traffic")
    .selectAll()
    .where("site_id", "in", [...siteIds])
    .where("from_date", "<=", toDate)
    .where("to_date", ">=", fromDate)
    .where("entered_at_ms", "<=", atMs)
    .where((where) => where.or([where("retired_at_ms", "is", null), where("retired_at_ms", ">", atMs)]))
    .orderBy("site_id")
    .orderBy("from_date")
    .execute();
}

/** Counts in force, newest days first; at most `limit`. */
export function listTrafficInForce(db: Database, limit: number): Promise<TrafficRow[]> {
  return db
    .selectFrom("gate_traffic")
    .selectAll()
    .where("retired_at_ms", "is", null)
    .orderBy("from_date", "desc")
    .orderBy("site_id")
    .limit(limit)
    .execute();
}

export async function insertTraffic(db: Database, row: TrafficRow): Promise<void> {
  await db.insertInto("gate_traffic").values(row).execute();
}

export async function retireTraffic(db: Database, id: string, atMs: number): Promise<void> {
  await db.updateTable("gate_traffic").set({ retired_at_ms: atMs }).where("id", "=", id).execute();
}

export function findTraffic(db: Database, id: string): Promise<TrafficRow | undefined> {
  return db.selectFrom("gate_traffic").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Sites in use with what they may be named by, by name. */
export function listNamedSites(
  db: Database,
): Promise<Pick<Selectable<Tables["sites"]>, "id" | "gate_id" | "name_vi" | "name_en">[]> {
  return db
    .selectFrom("sites")
    .select(["id", "gate_id", "name_vi", "name_en"])
    .where("retired_at_ms", "is", null)
    .orderBy("name_vi")
    .orderBy("id")
    .execute();
}
