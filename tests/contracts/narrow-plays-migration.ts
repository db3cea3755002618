import { sql } from "kysely";
import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { migrations } from "../../server/db/migrations/index.ts";
import { insertPlays, type PlayRow } from "../../server/db/repos/play-log.ts";
import { play } from "../support/play-row.ts";

const hashOf = (number: number) => String(number).padStart(64, "0");

/** Records as step 21 kept them are shown the same by step 22, number for number, and still stored once each. */
export async function showsRecordsOfStep21(db: Database): Promise<void> {
  await migrateToLatest(db, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0022")));
  const rows = [1, 2, 3, 4, 5, 6].map(
    (seq): PlayRow =>
      play(1, seq, {
        screen_id: `a-${seq % 2}`,
        sha256: hashOf(seq * 16 + 10),
        prev_sha256: hashOf(seq),
        airing_sha256: hashOf(seq % 3),
        outcome: seq === 4 ? "cut" : "completed",
        joined_late: seq === 1 ? 1 : 0,
        loop_id: `000000000000000${seq}`,
        started_wall_ms: -seq,
      }),
  );
  await db.insertInto("play_records").values(rows).execute();
  const shown = () => db.selectFrom("play_records").selectAll().orderBy("boot").orderBy("seq").execute();
  const before = await shown();
  expect(before).toEqual(rows);

  expect(await migrateToLatest(db)).toContain("0022-narrow-plays");
  expect(await shown()).toEqual(before);
  const { rows: said } = await sql<{ subjects: number; screens: number }>`select
    (select count(*) from play_subjects) as subjects, (select count(*) from play_screens) as screens`.execute(db);
  expect(said.map(({ subjects, screens }) => [Number(subjects), Number(screens)])).toEqual([[4, 2]]);

  await insertPlays(db, [
    play(1, 2, { sha256: hashOf(99) }),
    { ...play(1, 7), sha256: hashOf(7), prev_sha256: hashOf(8) },
  ]);
  expect(await shown()).toEqual([...before, { ...play(1, 7), sha256: hashOf(7), prev_sha256: hashOf(8) }]);
}
