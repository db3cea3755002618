import { type Kysely, sql } from "kysely";
import { clustered, required } from "./column-types.ts";

const GROUP = ["screen_id", "edition_version_id", "entry_id", "outcome", "panel"] as const;

/**
 * Totals of a month lie together, in the order in which a report adds them up; and the few records that came in more than
 * a day after they began are found without looking at the others.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const columns = sql.raw([...GROUP, "civil_month", "plays", "airtime_ms"].join(", "));
  await sql`alter table play_month_totals rename to play_month_totals_old`.execute(db);
  await clustered(db, db.schema.createTable("play_month_totals"))
    .addColumn("screen_id", "text", required)
    .addColumn("edition_version_id", "text", required)
    .addColumn("entry_id", "text", required)
    .addColumn("outcome", "text", required)
    .addColumn("panel", "text", required)
    .addColumn("civil_month", "text", required)
    .addColumn("plays", "bigint", required)
    .addColumn("airtime_ms", "bigint", required)
    .addPrimaryKeyConstraint("play_month_totals_by_month", [
      ...["civil_month", "screen_id", "edition_version_id", "outcome", "panel", "entry_id"],
    ] as never[])
    .execute();
  await sql`insert into play_month_totals (${columns}) select ${columns} from play_month_totals_old`.execute(db);
  await db.schema.dropTable("play_month_totals_old").execute();
  await db.schema.createIndex("play_month_totals_screen").on("play_month_totals").column("screen_id").execute();
  await sql`create index play_records_late on play_records (received_at_ms)
    where received_at_ms - started_at_ms > 86400000`.execute(db);
}
