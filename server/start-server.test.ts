import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CannotStart } from "./cannot-start.ts";
import { type Config, readConfig } from "./config.ts";
import type { Log } from "./context.ts";
import { openDatabase } from "./db/open.ts";
import { type RunningServer, startServer } from "./start-server.ts";

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let dir: string;
let config: Config;
let running: RunningServer[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cot-moc-start-"));
  config = readConfig({ DATA_DIR: join(dir, "var"), PORT: "0", SERVER_NAME: "first name" });
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(dir, { recursive: true, force: true });
});

/** The same settings with another folder. */
function inFolder(name: string): Partial<Config> {
  const { dataDir, database } = readConfig({ DATA_DIR: join(dir, name) });
  return { dataDir, database };
}

async function start(changes: Partial<Config> = {}): Promise<RunningServer> {
  const server = await startServer({ ...config, ...changes }, quiet);
  running.push(server);
  return server;
}

test("an empty folder becomes a server that answers, keeps who it is over a restart, and stops cleanly", async () => {
  const first = await start();
  expect((await fetch(`${first.address.url}/healthz`)).status).toBe(200);
  const rootKey = await readFile(join(config.dataDir, "keys", "root.json"), "utf8");
  await first.stop();
  await first.stop();
  await expect(fetch(`${first.address.url}/healthz`)).rejects.toThrow();
  const second = await start({ serverName: "another name" });
  expect(second.ctx.settings).toEqual(first.ctx.settings);
  expect(await readFile(join(config.dataDir, "keys", "root.json"), "utf8")).toBe(rootKey);
  expect(await second.ctx.db.selectFrom("root_documents").select("version").execute()).toEqual([{ version: 1 }]);
});

test("stopping does not wait for a connection that was upgraded", async () => {
  const server = await start();
  const url = `${server.address.url.replace("http", "ws")}/player/socket`;
  const socket = new WebSocket(url);
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  await server.stop();
  await ended;
});

test("a taken port is one line that says what to do, and the folder is not touched", async () => {
  const first = await start();
  const taken = start({ port: first.address.port, ...inFolder("other") });
  await expect(taken).rejects.toThrow(CannotStart);
  await expect(taken).rejects.toThrow(/^Port \d+ on 127\.0\.0\.1 is taken: .*PORT.*$/);
  expect((await fetch(`${first.address.url}/healthz`)).status).toBe(200);
  await expect(access(join(dir, "other"))).rejects.toThrow(/ENOENT/);
});

test("a data folder that cannot be written is one line that says what to do", async () => {
  await writeFile(join(dir, "file"), "");
  await expect(start(inFolder("file"))).rejects.toThrow(/DATA_DIR/);
});

test("a database of a newer version is left alone", async () => {
  const first = await start();
  await first.stop();
  const file = join(config.dataDir, "cot-moc.db");
  const db = await openDatabase({ kind: "sqlite", file });
  await db
    .withTables<{ kysely_migration: { name: string; timestamp: string } }>()
    .insertInto("kysely_migration")
    .values({ name: "9999-from-the-future", timestamp: "2030" })
    .execute();
  await db.destroy();
  await expect(start()).rejects.toThrow(/newer version/);
});
