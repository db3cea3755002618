import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

const VERSIONS_DIR = "/usr/lib/postgresql";
const HOW_TO_INSTALL = "PostgreSQL is needed for the contract tests: `apt-get install -y postgresql`.";
const START_WITHIN_MS = 60_000;

/** A PostgreSQL server of the test's own, reached over a socket in its own folder. */
export interface TestPostgres {
  /** Makes a new empty database and returns the address of it. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL in a temporary folder, never as root; a commit reaches the disk only when `isDurable` is asked for.
 * Throws a line that says what to install when it is not there.
 */
export async function startPostgres(isDurable = false): Promise<TestPostgres> {
  const binDir = await findBinDir();
  const owner = await findOwner();
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-pg-"));
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(dir, owner.uid, owner.gid);
  const dataDir = join(dir, "data");
  const initialise = ["-D", dataDir, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  await run(join(binDir, "initdb"), initialise, { ...owner, cwd: dir });
  const child = spawn(
    join(binDir, "postgres"),
    [
      "-D",
      dataDir,
      "-k",
      dir,
      "-c",
      "listen_addresses=",
      "-c",
      `fsync=${isDurable ? "on" : "off"}`,
      "-c",
      "max_connections=60",
    ],
    { ...owner, cwd: dir, stdio: "ignore" },
  );
  const killNow = () => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const addressOf = (database: string) => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(dir)}`;
  await waitUntilItAnswers(child, addressOf("postgres"));
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(addressOf("postgres"), `create database ${name}`);
      return addressOf(name);
    },
    async stop() {
      process.removeListener("exit", killNow);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function findBinDir(): Promise<string> {
  const versions = await readdir(VERSIONS_DIR).catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error(HOW_TO_INSTALL);
  return join(VERSIONS_DIR, newest, "bin");
}

/** PostgreSQL refuses to run as root; its package brings a user of its own. */
async function findOwner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const ask = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout.trim());
  return { uid: await ask("-u"), gid: await ask("-g") };
}

async function waitUntilItAnswers(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended while starting, with exit code ${child.exitCode}.`);
    try {
      await query(url, "select 1");
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(50);
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
