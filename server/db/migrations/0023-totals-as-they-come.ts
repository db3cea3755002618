import { type Kysely, sql } from "kysely";
import { clustered, required } from "./column-types.ts";

const ITEM = ["edition_version_id", "entry_id", "outcome", "panel"];

/**
 * Totals of a screen lie by hour and by day, what it showed within: what a batch adds to is together then, on one page or
 * two, where it was on one for each item.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await lieBySpan(db, "play_totals", "hour_at_ms", "play_totals_hour");
  await lieBySpan(db, "play_day_totals", "civil_date", "play_day_totals_span");
}

async function lieBySpan(db: Kysely<unknown>, table: string, span: string, index: string): Promise<void> {
  const old = `${table}_by_item`;
  const columns = sql.raw(["screen_id", span, ...ITEM, "plays", "airtime_ms"].join(", "));
  await sql`alter table ${sql.table(table)} rename to ${sql.table(old)}`.execute(db);
  await db.schema.dropIndex(index).execute();
  await clustered(db, db.schema.createTable(table))
    .addColumn("screen_id", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("outcome", "text", required)
    .addColumn("panel", "text", required)
    .addColumn(span, span === "hour_at_ms" ? "bigint" : "text", required)
    .addColumn("plays", "bigint", required)
    .addColumn("airtime_ms", "bigint", required)
    .addPrimaryKeyConstraint(`${table}_by_span`, ["screen_id", span, ...ITEM] as never[])
    .execute();
  await sql`insert into ${sql.table(table)} (${columns}) select ${columns} from ${sql.table(old)}
    order by screen_id, ${sql.ref(span)}`.execute(db);
  await db.schema.dropTable(old).execute();
  await db.schema.createIndex(index).on(table).column(span).execute();
}
