import { type Kysely, type RawBuilder, sql } from "kysely";
import { clustered, isPostgres, required, withCounter } from "./column-types.ts";

const ITEM = ["edition_version_id", "entry_id", "outcome", "panel"];
const SPANS = [
  { totals: "play_totals", sums: "play_hour_sums", span: "hour_at_ms", type: "bigint" },
  { totals: "play_day_totals", sums: "play_day_sums", span: "civil_date", type: "text" },
  { totals: "play_month_totals", sums: "play_month_sums", span: "civil_month", type: "text" },
] as const;

/**
 * Totals name their screen and what was shown by number: a row is a fifth of what it was, for a batch to write and for a
 * report to read. The tables that told them in words are views now.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createItems(db);
  for (const { totals, sums, span, type } of SPANS) {
    await clustered(db, db.schema.createTable(sums))
      .addColumn("screen", "bigint", required)
      .addColumn(span, type, required)
      .addColumn("item", "bigint", required)
      .addColumn("plays", "bigint", required)
      .addColumn("airtime_ms", "bigint", required)
      .addPrimaryKeyConstraint(`${sums}_key`, ["screen", span, "item"] as never[])
      .execute();
    await sql`insert into ${sql.table(sums)} (screen, ${sql.ref(span)}, item, plays, airtime_ms)
      select screen.number, ${sql.ref(`total.${span}`)}, item.number, total.plays, total.airtime_ms
      from ${sql.table(totals)} as total join play_screens as screen on screen.screen_id = total.screen_id
      join play_items as item on ${sql.join(
        ITEM.map((name) => sql`${sql.ref(`item.${name}`)} = ${sql.ref(`total.${name}`)}`),
        sql` and `,
      )} order by 1, 2, 3`.execute(db);
    await db.schema.dropTable(totals).execute();
    await createView(db, totals, sums, span);
  }
}

async function createItems(db: Kysely<unknown>): Promise<void> {
  let items = withCounter(db, db.schema.createTable("play_items"), "number");
  for (const name of ITEM) items = items.addColumn(name, "text", required);
  await items.addUniqueConstraint("play_items_says", ITEM as never[]).execute();
  const names = sql.raw(ITEM.join(", "));
  const from = (columns: RawBuilder<unknown>) =>
    sql.join(
      SPANS.map(({ totals }) => sql`select ${columns} from ${sql.table(totals)}`),
      sql` union `,
    );
  await sql`insert into play_items (${names}) select ${names} from (${from(names)}) as told order by ${names}`.execute(
    db,
  );
  await sql`insert into play_screens (screen_id) select screen_id from (${from(sql.raw("screen_id"))}) as told
    where screen_id not in (select screen_id from play_screens) order by screen_id`.execute(db);
}

/** Screen by screen, also for SQLite, which would else begin with the items: of a screen, what lies in a span lies together. */
async function createView(db: Kysely<unknown>, totals: string, sums: string, span: string): Promise<void> {
  const join = sql.raw(isPostgres(db) ? "join" : "cross join");
  await sql`create view ${sql.table(totals)} as select screen.screen_id, item.edition_version_id, item.entry_id,
    item.outcome, item.panel, total.${sql.ref(span)}, total.plays, total.airtime_ms from play_screens as screen
    ${join} ${sql.table(sums)} as total on total.screen = screen.number
    ${join} play_items as item on item.number = total.item`.execute(db);
}
