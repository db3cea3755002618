import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../scripts/verify/verify-bundle.ts";
import { openDatabase } from "../../server/db/open.ts";
import { insertPlays, type PlayRow } from "../../server/db/repos/play-log.ts";
import { eachPlayOf } from "../../server/db/repos/play-walk.ts";
import { archiveOldPlays } from "../../server/services/archive/archive-old-plays.ts";
import { checkArchive } from "../../server/services/archive/check-archive.ts";
import { makePartBeside } from "../../server/services/archive/make-part-beside.ts";
import { makePart } from "../../server/services/archive/part-job.ts";
import { setArchiveAfterDays } from "../../server/services/archive/retention.ts";
import { readDays } from "../../server/services/completeness/read-days.ts";
import { checkTotals } from "../../server/services/ledger/check-totals.ts";
import { ingestBatch } from "../../server/services/ledger/ingest-batch.ts";
import { listPlays } from "../../server/services/ledger/list-plays.ts";
import { playAt } from "../../server/services/proof/play-at.ts";
import { readFigures, readReceivedBetween } from "../../server/services/reports/read-figures.ts";
import { spanOf } from "../../server/services/reports/report-period.ts";
import { archiveLater, hotPlays } from "../support/archive-plays.ts";
import { createEvidenceWorld, type EvidenceWorld } from "../support/evidence-world.ts";
import { batchOf, deviceLog } from "../support/play-device.ts";

const ALL_MONTHS = { fromMonth: "1970-01", untilMonth: "9999-12" };
const DAY_MS = 86_400_000;
const LATE_MS = Date.parse("2026-11-20T00:00:00Z");

let world: EvidenceWorld;
beforeEach(async () => {
  world = await createEvidenceWorld();
});
afterEach(() => world.close());

const archiveDir = () => join(world.house.dir, "archive");
const filesThere = async () => (await readdir(archiveDir())).sort();

/** All that is asked of records: everything must be the same wherever they lie. */
async function answers() {
  const { db } = world.house.ctx;
  const totals = await checkTotals(db, ALL_MONTHS, () => undefined);
  const plays = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listPlays(world.editor, { limit: 23, cursor });
    plays.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  const october = { ...spanOf("2026-10-01", "2026-10-31"), fromDate: "2026-10-01", toDate: "2026-10-31" };
  const perScreen = [];
  for (const { screenId } of world.screens) {
    const at = [];
    for (let day = 0; day < 40; day += 3) {
      at.push(await playAt(world.editor, { screenId, atMs: Date.parse("2026-09-28T17:00:11Z") + day * 86_400_000 }));
    }
    const walked = [];
    for await (const play of eachPlayOf(db, screenId, { fromMs: 0, toMs: LATE_MS * 2 })) walked.push(play);
    const screen = { screenId, siteId: "s", timeZone: "Asia/Ho_Chi_Minh" };
    const days = await readDays(db, screen, { fromDate: "2026-09-28", toDate: "2026-11-02" }, LATE_MS);
    perScreen.push({ at, walked, days, one: (await listPlays(world.editor, { screenId, limit: 500 })).items });
  }
  const figures = await readFigures(world.house.ctx, october, Date.parse("2026-11-01T12:00:00Z"));
  const late = await readReceivedBetween(world.house.ctx, october, Date.parse("2026-11-01T12:00:00Z"), LATE_MS);
  return { totals, plays, perScreen, figures, late };
}

describe("archived records", () => {
  it("answer every question as they did in the table, and their evidence is the same to the byte", async () => {
    world.house.clock.set(LATE_MS - DAY_MS);
    await world.playMore(20);
    const before = await answers();
    expect(before.totals).toMatchObject({ differences: 0 });
    expect(before.late.length).toBeGreaterThan(0);
    const bundle = await world.export();
    const moved = await archiveLater(world.house);
    expect(moved.records).toBe(before.totals.plays);
    expect(await hotPlays(world.house.ctx)).toEqual([]);
    expect(moved.parts).toBe((await filesThere()).length);
    expect(await answers()).toEqual(before);
    const again = await world.export();
    expect(again.equals(bundle)).toBe(true);
    expect((await verifyBundle(await world.save(again))).findings).toEqual([]);
    expect(await checkArchive(world.house.ctx.db)).toEqual({ files: moved.parts, records: moved.records, damaged: [] });
  });

  it("answer the same when half of a day is archived, in as many files as it takes, and the rest is in the table", async () => {
    world.house.clock.set(LATE_MS - DAY_MS);
    await world.playMore(20);
    const before = await answers();
    const bundle = await world.export();
    const moved = await archiveLater(world.house, { recordsInPart: 2, partsARun: 9 });
    expect([moved.parts, (await hotPlays(world.house.ctx)).length > 0]).toEqual([9, true]);
    expect(await answers()).toEqual(before);
    expect((await world.export()).equals(bundle)).toBe(true);
    expect((await archiveLater(world.house, { recordsInPart: 2 })).parts).toBeGreaterThan(0);
    expect((await archiveLater(world.house)).parts).toBe(0);
    expect(await answers()).toEqual(before);
  });

  it("are recognised when they are told again; the same key with other content is a conflict, and changes nothing", async () => {
    const [screen] = world.screens;
    if (screen === undefined) throw new Error("There is no screen.");
    await archiveLater(world.house);
    const { db } = world.house.ctx;
    const log = deviceLog(screen.player.number, screen.boots);
    const anomalies = () => db.selectFrom("play_anomalies").select("kind").where("kind", "=", "conflict").execute();
    const known = await ingestBatch(world.house.ctx, screen.player, await batchOf(log, 3, 8, screen.signer));
    expect([known.stored, (await anomalies()).length]).toEqual([true, 0]);
    const [first, ...others] = screen.boots;
    const altered = (first ?? []).map((showing, index) => (index === 4 ? { ...showing, shownMs: 77_777 } : showing));
    const forged = deviceLog(screen.player.number, [altered, ...others]);
    const refused = await ingestBatch(world.house.ctx, screen.player, await batchOf(forged, 3, 8, screen.signer));
    expect([refused.stored, (await anomalies()).length > 0]).toEqual([false, true]);
    expect(await hotPlays(world.house.ctx)).toEqual([]);
  });

  it("of a day that come in late lie in the table, and are later moved into a file of their own", async () => {
    await archiveLater(world.house);
    const before = await filesThere();
    world.house.clock.set(world.house.clock.now() + 600 * 86_400_000);
    await world.playMore(20);
    const [late] = await hotPlays(world.house.ctx);
    // They came in today: for reports they are in the table as long as others were.
    expect((await archiveLater(world.house, { days: 399 })).parts).toBe(0);
    expect((await archiveLater(world.house, { days: 402 })).parts).toBe(1);
    const files = await filesThere();
    expect(files).toEqual(expect.arrayContaining(before));
    expect(files.length).toBe(before.length + 1);
    const parts = await world.house.ctx.db.selectFrom("play_archive_parts").selectAll().execute();
    expect(parts.filter(({ part }) => part === 2).map(({ records }) => records)).toEqual([1]);
    expect(late).toBeDefined();
    expect(await checkTotals(world.house.ctx.db, ALL_MONTHS, () => undefined)).toMatchObject({ differences: 0 });
  });
});

describe("a file of the archive", () => {
  it("is read by another program to the same records", async () => {
    const rows = await hotPlays(world.house.ctx);
    await archiveLater(world.house);
    const duck = await (await DuckDBInstance.create(":memory:")).connect();
    const reader = await duck.runAndReadAll(
      `select * replace (lower(hex(sha256)) as sha256, lower(hex(prev_sha256)) as prev_sha256)
       from '${archiveDir()}/*.parquet' order by player, boot, seq`,
    );
    const read = reader.getRowObjects().map((row): Record<string, unknown> => {
      const plain = Object.entries(row).map(([name, value]) => [
        name,
        typeof value === "bigint" ? Number(value) : value,
      ]);
      return Object.fromEntries(plain);
    });
    expect(read.map(({ prev_sha256, ...row }) => row)).toEqual(rows.map(({ prev_sha256, ...row }) => row));
    // Where it is not told it is what the row before says.
    const told = read.flatMap(({ prev_sha256 }, index) => (prev_sha256 === null ? [] : [[index, prev_sha256]]));
    expect(told.every(([index, hash]) => rows[Number(index)]?.prev_sha256 === hash)).toBe(true);
    duck.closeSync();
  });

  it("is made in a child process as in this one, to the byte", async () => {
    await archiveLater(world.house, {
      partsARun: 1,
      makePart: async (job) => {
        const beside = await makePartBeside(job);
        expect(await makePart({ ...job, partPath: `${job.partPath}.again` })).toEqual(beside);
        return beside;
      },
    });
    expect(await checkArchive(world.house.ctx.db)).toMatchObject({ files: 1, damaged: [] });
  });

  it("with one byte changed, or gone, is named, and no figure is told from it", async () => {
    await archiveLater(world.house);
    const { db } = world.house.ctx;
    const files = await filesThere();
    for (const name of files.slice(0, 3)) {
      const path = join(archiveDir(), name);
      const bytes = await readFile(path);
      const changed = Buffer.from(bytes);
      const at = Math.floor(bytes.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(path, changed);
      const { damaged } = await checkArchive(db);
      expect(damaged).toEqual([expect.stringContaining(name)]);
      await writeFile(path, bytes);
    }
    const [name = ""] = files;
    await writeFile(join(archiveDir(), name), "");
    const fresh = await openDatabase({ kind: "sqlite", file: join(world.house.dir, "server.db") });
    await expect(checkTotals(fresh, ALL_MONTHS, () => undefined)).rejects.toThrow(name);
    await fresh.destroy();
  });

  it("that does not come back equal moves nothing: the table is as it was, and no file counts", async () => {
    const rows = await hotPlays(world.house.ctx);
    const loses = archiveLater(world.house, {
      makePart: async (job) => {
        const made = await makePart(job);
        return { ...made, rowsSha256: "0".repeat(64) };
      },
    });
    await expect(loses).rejects.toThrow(/did not come back/);
    expect(await hotPlays(world.house.ctx)).toEqual(rows);
    expect(await filesThere()).toEqual([]);
    // What a disk gives back changed is found before: the file is read again.
    const rots = archiveLater(world.house, {
      makePart: async ({ linesPath, partPath }) => {
        const text = await readFile(linesPath, "utf8");
        await writeFile(linesPath, text.replace('"completed"', '"cut"'));
        return makePart({ linesPath, partPath });
      },
    });
    await expect(rots).rejects.toThrow(/did not come back/);
    expect(await hotPlays(world.house.ctx)).toEqual(rows);
    expect(await world.house.ctx.db.selectFrom("play_archive_spans").selectAll().execute()).toEqual([]);
  });

  it("is not made of records that are gone from the table when it should count", async () => {
    const { db } = world.house.ctx;
    const rows = await hotPlays(world.house.ctx);
    const stretch = await db
      .selectFrom("play_stretches")
      .selectAll()
      .orderBy("from_started_ms")
      .executeTakeFirstOrThrow();
    const { player, boot, first_seq, last_seq } = stretch;
    const races = archiveLater(world.house, {
      makePart: async (job) => {
        const made = await makePart(job);
        await db
          .deleteFrom("play_stretches")
          .where("player", "=", player)
          .where("boot", "=", boot)
          .where("first_seq", "=", first_seq)
          .execute();
        return made;
      },
    });
    await expect(races).rejects.toThrow(/in the table/);
    expect(await db.selectFrom("play_archive_parts").selectAll().execute()).toEqual([]);
    const isGone = (row: PlayRow) =>
      row.player === player && row.boot === boot && row.seq >= first_seq && row.seq <= last_seq;
    expect(await hotPlays(world.house.ctx)).toEqual(rows.filter((row) => !isGone(row)));
    await insertPlays(db, rows.filter(isGone));
    expect(await hotPlays(world.house.ctx)).toEqual(rows);
  });
});

it("records stay in the table as long as an administrator has set; nobody else sets it, nor to less than is reported on", async () => {
  expect((await archiveLater(world.house, { days: 399 })).parts).toBe(0);
  expect(await setArchiveAfterDays(world.administrator, { days: 900 })).toBe(900);
  expect((await archiveLater(world.house, { days: 899 })).parts).toBe(0);
  for (const days of [30, 199, 4_000, 300.5]) {
    await expect(setArchiveAfterDays(world.administrator, { days })).rejects.toMatchObject({ code: "bad-input" });
  }
  await expect(setArchiveAfterDays(world.editor, { days: 300 })).rejects.toMatchObject({ code: "not-allowed" });
  const { asPerson } = world.house;
  await expect(archiveOldPlays(await asPerson(["editor"]))).rejects.toMatchObject({ code: "not-allowed" });
  expect((await archiveLater(world.house, { days: 900, partsARun: 1 })).parts).toBe(1);
});
