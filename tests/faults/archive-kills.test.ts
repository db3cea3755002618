import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import type { Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { openDatabase } from "../../server/db/open.ts";
import { listSpansByStart, readSpan } from "../../server/db/repos/play-archive.ts";
import { insertPlays, type PlayRow } from "../../server/db/repos/play-log.ts";
import { checkArchive } from "../../server/services/archive/check-archive.ts";
import { chainedRows } from "../support/archive-rows.ts";
import { type Defect, withDefects } from "../support/broken-build.ts";
import { type KernelCall, killAt, ONE_FILE_THREAD } from "./kill-at.ts";

const projectDir = join(import.meta.dirname, "..", "..");
const IS_LONG = process.env.TEST_TIER === "long";
const PLACES: readonly (readonly [KernelCall, number])[] = IS_LONG
  ? (["rename", "fsync", "fdatasync", "pwrite64"] as const).flatMap((call) =>
      Array.from({ length: 25 }, (_, index) => [call, index + 1] as const),
    )
  : [
      ["rename", 1],
      ["rename", 2],
      ["fsync", 2],
      ["fdatasync", 2],
      ["pwrite64", 9],
    ];

const ROWS = chainedRows(3, 30);
let dir: string;
let victim: string;
const built: string[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cotmoc-archive-"));
  victim = await bundle();
  await openThen(join(dir, "before"), async (db) => {
    await migrateToLatest(db);
    await insertPlays(db, ROWS);
  });
});
afterAll(async () => {
  for (const file of built) await rm(file, { force: true });
  await rm(dir, { recursive: true, force: true });
});

async function openThen<Result>(house: string, work: (db: Database) => Promise<Result>): Promise<Result> {
  await mkdir(house, { recursive: true });
  const db = await openDatabase({ kind: "sqlite", file: join(house, "server.db") });
  return work(db).finally(() => db.destroy());
}

async function bundle(defects: readonly Defect[] = []): Promise<string> {
  const outfile = join(projectDir, "dist", `archive-victim-${randomUUID()}.mjs`);
  built.push(outfile, `${outfile}.map`);
  await buildForNode("tests/faults/archive-victim.ts", outfile, [withDefects(defects)]);
  return outfile;
}

async function freshHouse(): Promise<string> {
  const house = join(dir, randomUUID());
  await cp(join(dir, "before"), house, { recursive: true });
  return house;
}

/** Whether it came to its end. */
function run(script: string, house: string, place?: readonly [KernelCall, number]): Promise<boolean> {
  const [command = "", ...args] = [...(place === undefined ? [] : killAt(...place)), process.execPath, script];
  const child = spawn(command, [...args, join(house, "server.db")], {
    env: { PATH: process.env.PATH, ...ONE_FILE_THREAD },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve) => child.once("close", (code) => resolve(code === 0)));
}

/** What is wrong: records that are nowhere, in two places, or not as they were. */
function wrongs(house: string): Promise<{ wrong: string[]; archived: number }> {
  return openThen(house, async (db) => {
    const found: PlayRow[] = await db.selectFrom("play_records").selectAll().execute();
    const hot = found.length;
    for (const span of await listSpansByStart(db, { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER })) {
      for await (const rows of readSpan(db, span)) found.push(...rows);
    }
    const { damaged } = await checkArchive(db);
    const isSame = JSON.stringify(found.map(sorted).sort()) === JSON.stringify(ROWS.map(sorted).sort());
    const wrong = isSame ? [] : [`${found.length} records of ${ROWS.length}, or other ones`];
    return { wrong: [...wrong, ...damaged], archived: found.length - hot };
  });
}

function sorted(row: PlayRow): string {
  return JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
}

describe("archiving that is killed", () => {
  it(`leaves each record in the table or in a checked file, and the next run ends it (${PLACES.length} places)`, async () => {
    let half = 0;
    for (const place of PLACES) {
      const house = await freshHouse();
      const isDone = await run(victim, house, place);
      const { wrong, archived } = await wrongs(house);
      expect(wrong, `${place}`).toEqual([]);
      if (!isDone && archived > 0 && archived < ROWS.length) half += 1;
      expect(await run(victim, house), `${place}`).toBe(true);
      expect(await wrongs(house), `${place}`).toEqual({ wrong: [], archived: ROWS.length });
      expect((await readdir(join(house, "archive"))).filter((name) => name.startsWith("work-"))).toEqual([]);
      await rm(house, { recursive: true });
    }
    expect(half).toBeGreaterThan(0);
  });

  it("would lose records, and be found out, if it dropped them before their file has its name", async () => {
    const file = "server/services/archive/archive-old-plays.ts";
    const from = "    const part = await nextPartOf(ctx.db, order.civilDate);\n";
    const spans = "made.spans.map((span) => ({ ...span, civil_date: order.civilDate, part: 1 }))";
    const to = `    await withTransaction(ctx.db, (tx) => deleteSpans(tx, ${spans}, order.movable));\n${from}`;
    const broken = await bundle([{ file, from, to }]);
    const house = await freshHouse();
    await run(broken, house, ["rename", 1]);
    expect((await wrongs(house)).wrong).not.toEqual([]);
  });
});
