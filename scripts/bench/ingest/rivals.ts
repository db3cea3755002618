import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import sqlite3 from "sqlite3";
import type { PlayRecord } from "../../../schemas/play-record.ts";
import { startPostgres } from "../../../tests/support/postgres.ts";
import type { Target } from "./our-server.ts";
import { openRivalFront, type Parsed } from "./rival-front.ts";

const COLUMNS = [
  ...["player", "boot", "seq", "manifestRevision", "slotIndex", "plannedMs", "shownMs", "startedMonoMs"].map(
    (name) => [name, "bigint"] as const,
  ),
  ["startedWallMs", "bigint"] as const,
  ["joinedLate", "boolean"] as const,
  ...["zone", "kind", "airingSha256", "editionVersionId", "language", "entryId", "loopId", "clock", "outcome"].map(
    (name) => [name, "text"] as const,
  ),
  ...["panel", "prevSha256"].map((name) => [name, "text"] as const),
];
const NAMES = COLUMNS.map(([name]) => `"${name}"`).join(", ");
const TYPED = COLUMNS.map(([name, type]) => `"${name}" ${type}`).join(", ");
const TABLE = `create table plays (${TYPED}, primary key (player, boot, seq))`;
const CONNECTIONS = 4;

/** The floor: the same frames, parsed, appended to a file and synced to the disk before the answer. */
export async function floor(): Promise<Target> {
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-floor-"));
  const file = await open(join(dir, "frames"), "a");
  let plays = 0;
  const front = await openRivalFront([
    async (together) => {
      await file.writev(together.map(({ bytes }) => bytes));
      await file.datasync();
      for (const { records } of together) plays += records.length;
    },
  ]);
  const close = async () => {
    await front.close();
    await file.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { url: front.url, countPlays: async () => plays, close };
}

/** PostgreSQL on the same key: rows as they were told, one statement a commit, four connections, every commit synced. */
export async function postgres(): Promise<Target> {
  const server = await startPostgres(true);
  const pool = new pg.Pool({ connectionString: await server.createDatabase(), max: CONNECTIONS });
  // At the end the server may hang up before its clients have.
  pool.on("connect", (client) => void client.on("error", () => undefined));
  await pool.query(TABLE);
  const insert = `insert into plays (${NAMES}) select ${NAMES} from json_to_recordset($1::json) as told(${TYPED})
    on conflict (player, boot, seq) do nothing`;
  const store = async (together: readonly Parsed[]) => {
    await pool.query({
      name: "insert",
      text: insert,
      values: [JSON.stringify(together.flatMap(({ records }) => records))],
    });
  };
  const front = await openRivalFront(Array.from({ length: CONNECTIONS }, () => store));
  return {
    url: front.url,
    countPlays: async () => Number((await pool.query("select count(*) as plays from plays")).rows[0].plays),
    close: async () => {
      await front.close();
      await pool.end();
      await server.stop();
    },
  };
}

/** npm sqlite3 as it is commonly used, a `run()` for each row; in one transaction a batch or each row in its own. */
export async function rowByRow(isTransaction: boolean): Promise<Target> {
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-rows-"));
  const db = new sqlite3.Database(join(dir, "plays.db"));
  const run = (sql: string) =>
    new Promise<void>((resolve, reject) => db.run(sql, (error) => (error ? reject(error) : resolve())));
  for (const sql of ["pragma journal_mode = wal", "pragma synchronous = full", TABLE]) await run(sql);
  const places = COLUMNS.map(() => "?").join(", ");
  const insert = db.prepare(`insert or ignore into plays (${NAMES}) values (${places})`);
  const runRow = (record: PlayRecord) =>
    new Promise<void>((resolve, reject) => {
      const values = COLUMNS.map(([name]) => record[name as keyof PlayRecord]);
      insert.run(values, (error) => (error ? reject(error) : resolve()));
    });
  const front = await openRivalFront([
    async (together) => {
      for (const { records } of together) {
        if (isTransaction) await run("begin");
        await Promise.all(records.map(runRow));
        if (isTransaction) await run("commit");
      }
    },
  ]);
  const countPlays = () =>
    new Promise<number>((resolve, reject) =>
      db.get<{ plays: number }>("select count(*) as plays from plays", (error, row) =>
        error ? reject(error) : resolve(row?.plays ?? 0),
      ),
    );
  const close = async () => {
    await front.close();
    await new Promise((resolve) => insert.finalize(resolve));
    await new Promise((resolve) => db.close(resolve));
    await rm(dir, { recursive: true, force: true });
  };
  return { url: front.url, countPlays, close };
}
