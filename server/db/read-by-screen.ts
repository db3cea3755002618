import { type RawBuilder, sql } from "kysely";
import type { Database } from "../context.ts";
import { startTurns } from "../turns.ts";
import { isPostgres } from "./migrations/column-types.ts";

export interface RowsOfScreen<Row> {
  readonly screenId: string;
  readonly rows: readonly Row[];
}

/**
 * What queries give, one after the other, screen by screen in the order of their ids, each row as its `columns` in that
 * order, while others have their turn. Every query has a column `screen_id` beside them. One text for each screen is made
 * beside the event loop, and read in a third of the time that as many rows take, all of which would come in one turn.
 */
export function readByScreen<Row extends readonly (string | number)[]>(
  db: Database,
  columns: readonly string[],
  ...queries: readonly RawBuilder<unknown>[]
): AsyncGenerator<RowsOfScreen<Row>> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const told = isPostgres(db)
    ? sql`json_agg(json_build_array(${names}))::text`
    : sql`json_group_array(json_array(${names}))`;
  return giveOut<Row>(
    db,
    queries.map((query) => {
      return sql<ScreenText>`select screen_id, ${told} as told from (${query}) as found
        group by screen_id order by screen_id`;
    }),
  );
}

/** Screens whose rows are made into text at once: some milliseconds of the database. */
export const SCREENS_AT_ONCE = 100;

/**
 * The same on SQLite, which sorts the few rows of one screen in half the time that it takes for those of all: `query` is
 * asked of each of the screens, as `screen.value`, and screens come in the order given, also those of which there is nothing.
 */
export function readEachScreen<Row extends readonly (string | number)[]>(
  db: Database,
  screenIds: readonly string[],
  columns: readonly string[],
  query: RawBuilder<unknown>,
): AsyncGenerator<RowsOfScreen<Row>> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const queries: RawBuilder<ScreenText>[] = [];
  for (let at = 0; at < screenIds.length; at += SCREENS_AT_ONCE) {
    const ids = JSON.stringify(screenIds.slice(at, at + SCREENS_AT_ONCE));
    queries.push(sql`select screen.value as screen_id,
      (select json_group_array(json_array(${names})) from (${query})) as told from json_each(${ids}) as screen`);
  }
  return giveOut<Row>(db, queries);
}

/** A screen's rows as one text. */
interface ScreenText {
  readonly screen_id: string;
  readonly told: string;
}

/**
 * A query is asked when the one before has answered, and runs while that answer is given out: never two at once, so that
 * beside them a processor stays free for whoever else waits.
 */
async function* giveOut<Row>(
  db: Database,
  queries: readonly RawBuilder<ScreenText>[],
): AsyncGenerator<RowsOfScreen<Row>> {
  const turns = startTurns();
  let asked = queries[0]?.execute(db);
  try {
    for (let next = 1; asked !== undefined; next += 1) {
      const { rows } = await asked;
      asked = queries[next]?.execute(db);
      // What it throws is thrown when it is waited for.
      asked?.catch(() => undefined);
      for (const { screen_id, told } of rows) {
        yield { screenId: screen_id, rows: JSON.parse(told) as Row[] };
        await turns.rest();
      }
    }
  } finally {
    // A transaction must not end under it.
    await Promise.allSettled([asked]);
  }
}
