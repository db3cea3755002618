import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  findLastReceived,
  findRecordsAround,
  listShowings,
  listShowingsBeside,
} from "../../server/db/repos/completeness.ts";
import {
  listBootsOfPart,
  listLogParts,
  listPlayersServing,
  listRecordsOfPart,
} from "../../server/db/repos/evidence.ts";
import { listSpansByStart, sumArchive } from "../../server/db/repos/play-archive.ts";
import { insertPlays, listPlayRows, readPlayHashes } from "../../server/db/repos/play-log.ts";
import { eachPlayOf, findNextStart, listScreensWithPlays } from "../../server/db/repos/play-walk.ts";
import { listPlaysAfter, listPlaysBefore } from "../../server/db/repos/proof.ts";
import { listClusterPlays, listReceivedAfter } from "../../server/db/repos/report-figures.ts";
import { archiveOldPlays } from "../../server/services/archive/archive-old-plays.ts";
import { makePart } from "../../server/services/archive/part-job.ts";
import { chainedRows, FIRST_DAY_MS } from "../support/archive-rows.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = FIRST_DAY_MS + 4 * DAY_MS;
const SCREEN = "screen-1";

/** Every question that records are asked, around the edges of days, boots and files. */
async function asked(db: Database): Promise<unknown> {
  const instants = [-DAY_MS, -1, 0, 1, HOUR_MS, DAY_MS - 1, DAY_MS, 2 * DAY_MS + HOUR_MS, 5 * DAY_MS];
  const answers: unknown[] = [await listScreensWithPlays(db)];
  for (const from of instants.map((after) => FIRST_DAY_MS + after)) {
    const received = { screenId: SCREEN, untilReceivedMs: from + DAY_MS };
    const page = { started_at_ms: from, received_at_ms: from, player: 1, boot: 1, seq: 10 };
    const place = { startedAtMs: from, player: 1, boot: 1, seq: 1 };
    answers.push(
      await findNextStart(db, SCREEN, from),
      await listPlaysBefore(db, SCREEN, from, 4),
      await listPlaysAfter(db, SCREEN, from, 4),
      (await listShowings(db, { ...received, fromMs: from, toMs: from + HOUR_MS * 7 }, DAY_MS)).map(({ seq }) => seq),
      (await listShowingsBeside(db, received, { beforeMs: from, fromMs: from })).map(({ boot, seq }) => [boot, seq]),
      (await findLastReceived(db, SCREEN, 1, from))?.seq,
      await listReceivedAfter(db, { fromMs: from - DAY_MS, toMs: from + DAY_MS }, page, 5),
      await listClusterPlays(db, [SCREEN, "screen-2"], { fromMs: from, toMs: from + DAY_MS }, 7),
      await listPlayRows(db, { after: place, limit: 6 }),
      await listPlayRows(db, { screenId: SCREEN, fromMs: from, toMs: from + DAY_MS, after: null, limit: 60 }),
      await listLogParts(db, { fromMs: from, toMs: from + DAY_MS, untilReceivedMs: from + DAY_MS }),
    );
  }
  for (const [boot, seq] of [
    [1, 1],
    [1, 7],
    [1, 50],
    [3, 1],
    [3, 25],
  ] as const) {
    const [key, next] = [
      { boot, seq },
      { boot, seq: seq + 2 },
    ];
    const around = await findRecordsAround(db, 1, key, next);
    const part = { player: 1, first: key, last: { boot: 3, seq: 30 } };
    answers.push(
      [around.before?.started_at_ms, around.after?.started_at_ms],
      [...(await readPlayHashes(db, 1, key, { boot: 3, seq: 12 }))].sort(),
      await listRecordsOfPart(db, part, null, 9),
      await listRecordsOfPart(db, part, { boot, seq: seq + 3 }, 90),
      await listBootsOfPart(db, part),
    );
  }
  const walked = [];
  for await (const play of eachPlayOf(db, SCREEN, { fromMs: FIRST_DAY_MS + 5, toMs: END_MS })) walked.push(play);
  return [...answers, walked, await listPlayersServing(db, [1])];
}

/** A record answers the same questions in the same way, in the table, in a file, or with others in either. */
export const playArchiveContract: RepositoryContract = {
  name: "play archive: records answer the same in files as in the table, whichever of them are where",
  async run(db) {
    await addScreenRows(db, "screen");
    for (const player of [1, 2]) {
      const screen_id = `screen-${player}`;
      const paired = { public_x: "x", device_name: "", paired_at_ms: 0, paired_by: null, revoked_at_ms: null };
      const silent = { highest_boot: 0, state_json: null, state_at_ms: null };
      await db
        .insertInto("players")
        .values({ number: player, key_id: `key-${player}`, ...paired, ...silent })
        .execute();
      await db.insertInto("player_assignments").values({ player, screen_id, from_ms: 0, to_ms: null }).execute();
    }
    const rows = chainedRows(3, 25);
    await insertPlays(db, rows);
    const before = JSON.stringify(await asked(db));
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const actor = { kind: "system", reason: "test" } as const;
    const ctx = { db, log: quiet, actor, now: () => Date.parse("2027-01-01T00:00:00Z") };
    const archive = (partsARun: number, recordsInPart: number) =>
      archiveOldPlays(ctx, { makePart, partsARun, recordsInPart });
    // Batches of seven, cut at midnight, go into a file whole: 14 and 11, and then 25 and 28.
    expect(await archive(2, 15)).toEqual({ parts: 2, records: 14 + 11 });
    expect(JSON.stringify(await asked(db))).toBe(before);
    expect(await archive(2, 33)).toEqual({ parts: 2, records: 25 + 28 });
    expect(JSON.stringify(await asked(db))).toBe(before);
    expect((await archive(50, 1_000)).records).toBe(150 - 78);
    expect(JSON.stringify(await asked(db))).toBe(before);
    expect(await db.selectFrom("play_records").select("seq").execute()).toEqual([]);
    expect(await sumArchive(db)).toMatchObject({ records: 150 });
    const spans = await listSpansByStart(db, { fromMs: 0, toMs: END_MS });
    expect(spans.reduce((sum, { records }) => sum + records, 0)).toBe(150);
  },
};
