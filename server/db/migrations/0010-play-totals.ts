import { type Kysely, sql } from "kysely";
import { reportDateOf } from "../report-calendar.ts";
import { clustered, required } from "./column-types.ts";

const GROUP = ["screen_id", "edition_version_id", "entry_id", "outcome", "panel"];

/** Totals by civil day and month of the reports' zone beside those by hour, filled from them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTotals(db, "play_day_totals", "civil_date");
  await createTotals(db, "play_month_totals", "civil_month");
  await fill(db);
}

async function createTotals(db: Kysely<unknown>, table: string, span: string): Promise<void> {
  await clustered(db, db.schema.createTable(table))
    .addColumn("screen_id", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("outcome", "text", required)
    .addColumn("panel", "text", required)
    .addColumn(span, "text", required)
    .addColumn("plays", "bigint", required)
    .addColumn("airtime_ms", "bigint", required)
    .addPrimaryKeyConstraint(`${table}_key`, [...GROUP, span] as never[])
    .execute();
  await db.schema.createIndex(`${table}_span`).on(table).column(span).execute();
}

/** Day by day, so that it takes no more memory for many years than for one. */
async function fill(db: Kysely<unknown>): Promise<void> {
  const { rows: hours } = await sql<{ hour_at_ms: number }>`
    select distinct hour_at_ms from play_totals order by hour_at_ms`.execute(db);
  const spans = new Map<string, { fromMs: number; untilMs: number }>();
  for (const { hour_at_ms } of hours) {
    const date = reportDateOf(Number(hour_at_ms));
    const fromMs = spans.get(date)?.fromMs ?? Number(hour_at_ms);
    spans.set(date, { fromMs, untilMs: Number(hour_at_ms) });
  }
  const group = sql.raw(GROUP.join(", "));
  const sums = sql.raw("cast(sum(plays) as bigint), cast(sum(airtime_ms) as bigint)");
  for (const [date, { fromMs, untilMs }] of spans) {
    await sql`insert into play_day_totals (${group}, civil_date, plays, airtime_ms)
      select ${group}, cast(${date} as text), ${sums} from play_totals
      where hour_at_ms >= ${fromMs} and hour_at_ms <= ${untilMs} group by ${group}`.execute(db);
  }
  await sql`insert into play_month_totals (${group}, civil_month, plays, airtime_ms)
    select ${group}, substr(civil_date, 1, 7), ${sums} from play_day_totals
    group by ${group}, substr(civil_date, 1, 7)`.execute(db);
}
