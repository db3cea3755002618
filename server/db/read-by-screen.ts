import { type RawBuilder, sql } from "kysely";
import type { Database } from "../context.ts";
import { startTurns } from "../turns.ts";
import { isPostgres } from "./migrations/column-types.ts";
import { allEnded } from "./transaction.ts";

/**
 * What queries give, each screen by screen in the order of their ids, each row as its `columns` in that order, while others
 * have their turn. Every query has a column `screen_id` beside them; they are asked at once. One text for each screen is made
 * beside the event loop, and read in a third of the time that as many rows take, all of which would come in one turn.
 */
export async function* readByScreen<Row extends readonly (string | number)[]>(
  db: Database,
  columns: readonly string[],
  ...queries: readonly RawBuilder<unknown>[]
): AsyncGenerator<{ readonly screenId: string; readonly rows: readonly Row[] }> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const told = isPostgres(db)
    ? sql`json_agg(json_build_array(${names}))::text`
    : sql`json_group_array(json_array(${names}))`;
  const asked = queries.map((query) =>
    sql<ScreenText>`select screen_id, ${told} as told from (${query}) as found
      group by screen_id order by screen_id`.execute(db),
  );
  for (const found of await allEnded(asked)) yield* parseByScreen<Row>(found);
}

/** A screen's rows as one text. */
export interface ScreenText {
  readonly screen_id: string;
  readonly told: string;
}

/** The rows of texts that a query of its own has made, as `readByScreen` gives them. */
export async function* parseByScreen<Row extends readonly (string | number)[]>({
  rows,
}: {
  readonly rows: readonly ScreenText[];
}): AsyncGenerator<{ readonly screenId: string; readonly rows: readonly Row[] }> {
  const turns = startTurns();
  for (const { screen_id, told } of rows) {
    yield { screenId: screen_id, rows: JSON.parse(told) as Row[] };
    await turns.rest();
  }
}
