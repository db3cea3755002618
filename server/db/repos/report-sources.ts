import { sql } from "kysely";
import type { Database } from "../../context.ts";

/** Every source with how many items came in within `[fromMs, toMs)`, by name. */
export async function listSourceImports(db: Database, fromMs: number, toMs: number) {
  const rows = await db
    .selectFrom("sources")
    .leftJoin("inbox_items", (join) =>
      join
        .onRef("inbox_items.source_id", "=", "sources.id")
        .on("inbox_items.discovered_at_ms", ">=", fromMs)
        .on("inbox_items.discovered_at_ms", "<", toMs),
    )
    .select(["sources.id", "sources.name"])
    .select((select) => select.fn.count("inbox_items.id").as("imported"))
    .where("sources.created_at_ms", "<", toMs)
    .groupBy(["sources.id", "sources.name"])
    .orderBy("sources.name")
    .orderBy("sources.id")
    .execute();
  return rows.map(({ id, name, imported }) => ({ id, name, imported: Number(imported) }));
}

/** Stories made from an item of a source, with that source. */
export function listImportedStories(db: Database): Promise<{ story_id: string; source_id: string }[]> {
  return db
    .selectFrom("stories")
    .innerJoin("inbox_items", "inbox_items.id", "stories.inbox_item_id")
    .select(["stories.id as story_id", "inbox_items.source_id"])
    .orderBy("stories.id")
    .execute();
}

/** When each approval was given that belongs to a story, oldest first within an airing document. */
export function listApprovalTimes(
  db: Database,
  beforeMs: number,
): Promise<{ story_id: string; airing_sha256: string; approved_at_ms: number }[]> {
  return db
    .selectFrom("approvals")
    .innerJoin("airing_documents", "airing_documents.sha256", "approvals.airing_sha256")
    .innerJoin("edition_versions", "edition_versions.id", "airing_documents.edition_version_id")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .select(["editions.story_id", "approvals.airing_sha256", "approvals.approved_at_ms"])
    .where("approvals.approved_at_ms", "<", beforeMs)
    .orderBy("approvals.airing_sha256")
    .orderBy("approvals.approved_at_ms")
    .execute();
}

/** Withdrawals of whole airings within `[fromMs, toMs)`, oldest first, with the title of what was withdrawn. */
export function listRecalls(db: Database, fromMs: number, toMs: number) {
  return db
    .selectFrom("withdrawals")
    .innerJoin("airing_documents", "airing_documents.sha256", "withdrawals.airing_sha256")
    .innerJoin("edition_versions", "edition_versions.id", "airing_documents.edition_version_id")
    .select([
      "withdrawals.seq",
      "withdrawals.version",
      "withdrawals.withdrawn_at_ms",
      "withdrawals.reason",
      "edition_versions.title",
    ])
    .where("withdrawals.withdrawn_at_ms", ">=", fromMs)
    .where("withdrawals.withdrawn_at_ms", "<", toMs)
    .orderBy("withdrawals.seq")
    .execute();
}

/** When each player that served a screen at `atMs` first confirmed the list of `version` or a newer one; null: not yet. */
export async function listConfirmations(db: Database, version: number, atMs: number): Promise<(number | null)[]> {
  const rows = await db
    .selectFrom("player_assignments")
    .leftJoin("withdrawal_confirmations", (join) =>
      join
        .onRef("withdrawal_confirmations.player", "=", "player_assignments.player")
        .on("withdrawal_confirmations.version", ">=", version),
    )
    .select("player_assignments.player")
    .select((select) => select.fn.min("withdrawal_confirmations.confirmed_at_ms").as("confirmed_at_ms"))
    .where("player_assignments.from_ms", "<=", atMs)
    .where((where) =>
      where.or([where("player_assignments.to_ms", "is", null), where("player_assignments.to_ms", ">", atMs)]),
    )
    .groupBy("player_assignments.player")
    .execute();
  return rows.map(({ confirmed_at_ms }) => (confirmed_at_ms === null ? null : Number(confirmed_at_ms)));
}

/** What was odd in players' logs within `[fromMs, toMs)`, with the screen that the player served then. */
export function listAlarms(db: Database, fromMs: number, toMs: number) {
  return db
    .selectFrom("play_anomalies")
    .leftJoin("player_assignments", (join) =>
      join
        .onRef("player_assignments.player", "=", "play_anomalies.player")
        .onRef("player_assignments.from_ms", "<=", "play_anomalies.at_ms")
        .on((on) =>
          on.or([
            on("player_assignments.to_ms", "is", null),
            on("player_assignments.to_ms", ">", on.ref("play_anomalies.at_ms")),
          ]),
        ),
    )
    .select(["play_anomalies.id", "play_anomalies.kind", "play_anomalies.at_ms", "player_assignments.screen_id"])
    .where("play_anomalies.kind", "in", ["conflict", "broken-chain", "bad-signature"])
    .where("play_anomalies.at_ms", ">=", fromMs)
    .where("play_anomalies.at_ms", "<", toMs)
    .orderBy("play_anomalies.id")
    .execute();
}

/** Counts one more scan of a code in the hour of `atMs`. */
export async function addScan(db: Database, code: string, atMs: number): Promise<void> {
  const hourAtMs = Math.floor(atMs / 3_600_000) * 3_600_000;
  await db
    .insertInto("qr_scans")
    .values({ code, hour_at_ms: hourAtMs, scans: 1 })
    .onConflict((conflict) => conflict.columns(["code", "hour_at_ms"]).doUpdateSet({ scans: sql`qr_scans.scans + 1` }))
    .execute();
}

/** Scans of all codes in `[fromMs, toMs)`. */
export async function sumScans(db: Database, fromMs: number, toMs: number): Promise<number> {
  const row = await db
    .selectFrom("qr_scans")
    .select((select) => select.fn.sum("scans").as("scans"))
    .where("hour_at_ms", ">=", fromMs)
    .where("hour_at_ms", "<", toMs)
    .executeTakeFirst();
  return Number(row?.scans ?? 0);
}

/** When the first record of all began, or null before there is one. */
export async function firstRecordAtMs(db: Database): Promise<number | null> {
  const row = await db
    .selectFrom("play_totals")
    .select((select) => select.fn.min("hour_at_ms").as("hour_at_ms"))
    .executeTakeFirst();
  return row?.hour_at_ms == null ? null : Number(row.hour_at_ms);
}
