import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { readByScreen, readEachScreen } from "../read-by-screen.ts";
import type { Tables } from "../tables.ts";

export type PlannedDayRow = Selectable<Tables["planned_days"]>;
export type PlannedCountRow = Selectable<Tables["planned_counts"]>;

const COUNT: JsonColumns<PlannedCountRow> = {
  screen_id: "text",
  civil_date: "text",
  edition_version_id: "text",
  entry_id: "text",
  plays: "bigint",
};

/** Civil dates, both included, and the instant at which is asked what was known. */
export interface DatesAsked {
  readonly fromDate: string;
  readonly toDate: string;
  readonly untilMs: number;
}

/** Planned showings of one edition version on one screen. */
export interface PlannedSumRow {
  readonly screen_id: string;
  readonly edition_version_id: string;
  readonly plays: number;
}

/** A stored day as far as it says whether it still holds. */
export type StandingDayRow = Pick<PlannedDayRow, "screen_id" | "civil_date" | "held_ms">;

/**
 * Stored days that are as they were known at `untilMs`: the day was over, and between then and the instant of which it
 * tells no word on an earlier holding of that screen came in. By date.
 */
export function listStandingDays(
  db: Database,
  screenId: string,
  { fromDate, toDate, untilMs }: DatesAsked,
): Promise<StandingDayRow[]> {
  return db
    .selectFrom("planned_days")
    .select(["screen_id", "civil_date", "held_ms"])
    .where("civil_date", ">=", fromDate)
    .where("civil_date", "<=", toDate)
    .where("to_ms", "<=", untilMs)
    .where("screen_id", "=", screenId)
    .where(({ not, exists }) => not(exists(lateWord(db, untilMs))))
    .orderBy("civil_date")
    .execute();
}

function lateWord(db: Database, untilMs: number) {
  const evidence = sql.ref("planned_days.evidence_until_ms");
  return db
    .selectFrom("manifest_holdings")
    .select("manifest_holdings.player")
    .whereRef("manifest_holdings.screen_id", "=", sql.ref("planned_days.screen_id"))
    .whereRef("manifest_holdings.from_ms", "<", sql.ref("planned_days.to_ms"))
    .where(
      sql<boolean>`((told_at_ms > ${evidence} and told_at_ms <= ${untilMs}) or
        (told_at_ms > ${untilMs} and told_at_ms <= ${evidence}))`,
    );
}

/** A word on a holding that came in within this time is in every day that was counted as long after its end. */
const PROMPT_MS = 3_600_000;

/** Stored days of a screen that were counted, and are asked for, long enough after their end. */
export interface SettledDays {
  readonly days: number;
  readonly heldMs: number;
  /** Of the day that was counted first. */
  readonly leastEvidenceMs: number;
}

/** By screen. They are as they were known at `untilMs` unless a late word came in after the earlier of both instants. */
export async function sumSettledDays(
  db: Database,
  { fromDate, toDate, untilMs }: DatesAsked,
): Promise<Map<string, SettledDays>> {
  const rows = await db
    .selectFrom("planned_days")
    .select("screen_id")
    .select((select) => [
      select.fn.countAll().as("days"),
      select.fn.min("evidence_until_ms").as("least_evidence_ms"),
      sql<number>`cast(sum(held_ms) as bigint)`.as("held_ms"),
    ])
    .where("civil_date", ">=", fromDate)
    .where("civil_date", "<=", toDate)
    .where("to_ms", "<=", untilMs - PROMPT_MS)
    .where(sql<boolean>`evidence_until_ms >= to_ms + ${PROMPT_MS}`)
    .groupBy("screen_id")
    .execute();
  return new Map(
    rows.map((row) => [
      row.screen_id,
      { days: Number(row.days), heldMs: Number(row.held_ms), leastEvidenceMs: Number(row.least_evidence_ms) },
    ]),
  );
}

/** When the newest late word on a holding from before `toMs` came in, by screen. */
export async function listLateWords(db: Database, toMs: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom("manifest_holdings")
    .select("screen_id")
    .select((select) => select.fn.max("told_at_ms").as("told_at_ms"))
    .where("from_ms", "<", toMs)
    .where(sql<boolean>`told_at_ms - from_ms > ${PROMPT_MS}`)
    .groupBy("screen_id")
    .execute();
  return new Map(rows.map((row) => [row.screen_id, Number(row.told_at_ms)]));
}

/** Sums of the stored days of these screens on these dates, by screen and edition version. */
export async function sumPlannedCounts(
  db: Database,
  screenIds: readonly string[],
  { fromDate, toDate }: Pick<DatesAsked, "fromDate" | "toDate">,
): Promise<PlannedSumRow[]> {
  if (screenIds.length === 0) return [];
  const within = sql`civil_date >= ${fromDate} and civil_date <= ${toDate}`;
  const found: PlannedSumRow[] = [];
  const columns = ["edition_version_id", "plays"];
  const sums = sql`edition_version_id, cast(sum(plays) as bigint) as plays from planned_counts where ${within}`;
  const screens = isPostgres(db)
    ? readByScreen<PlannedSum>(
        db,
        columns,
        sql`select screen_id, ${sums} and screen_id in (${sql.join(screenIds)}) group by screen_id, edition_version_id`,
      )
    : readEachScreen<PlannedSum>(
        db,
        screenIds,
        columns,
        sql`select ${sums} and screen_id = screen.value group by edition_version_id`,
      );
  for await (const { screenId, rows } of screens) {
    for (const [edition_version_id, plays] of rows) found.push({ screen_id: screenId, edition_version_id, plays });
  }
  return found;
}

type PlannedSum = readonly [versionId: string, plays: number];

/** The stored days of a screen, by date. */
export function listPlannedDays(
  db: Database,
  screenId: string,
  { fromDate, toDate }: Pick<DatesAsked, "fromDate" | "toDate">,
): Promise<PlannedDayRow[]> {
  return db
    .selectFrom("planned_days")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("civil_date", ">=", fromDate)
    .where("civil_date", "<=", toDate)
    .orderBy("civil_date")
    .execute();
}

/** What was planned on a stored day, by edition version and entry. */
export function listPlannedCounts(db: Database, screenId: string, date: string): Promise<PlannedCountRow[]> {
  return db
    .selectFrom("planned_counts")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("civil_date", "=", date)
    .orderBy("edition_version_id")
    .orderBy("entry_id")
    .execute();
}

/** Stores a day in place of what was known of it. In a transaction, or its parts could come from two countings. */
export async function savePlannedDay(
  tx: Database,
  row: PlannedDayRow,
  counts: readonly PlannedCountRow[],
): Promise<void> {
  const { from_ms, to_ms, held_json, held_ms, evidence_until_ms } = row;
  await tx
    .deleteFrom("planned_counts")
    .where("screen_id", "=", row.screen_id)
    .where("civil_date", "=", row.civil_date)
    .execute();
  await tx
    .insertInto("planned_days")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["screen_id", "civil_date"])
        .doUpdateSet({ from_ms, to_ms, held_json, held_ms, evidence_until_ms }),
    )
    .execute();
  if (counts.length === 0) return;
  const names = namesOf(COUNT);
  await sql`insert into planned_counts (${names}) select ${names} from ${jsonRows(tx, "counted", COUNT, counts)}`.execute(
    tx,
  );
}
