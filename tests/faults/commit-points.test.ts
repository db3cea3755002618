import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import { readConfig } from "../../server/config.ts";
import { makeBackup } from "../../server/services/backup/make-backup.ts";
import { restoreBackup } from "../../server/services/backup/restore-backup.ts";
import { type Defect, withDefects } from "../support/broken-build.ts";
import { PASSPHRASE } from "../support/installation.ts";
import { ServerRig } from "./server-rig.ts";

const DIES_WITHIN_MS = 60_000;
const TIMES = process.env.TEST_TIER === "long" ? 15 : 1;
const POINTS = ["before-commit", "after-commit", "before-answer", "after-answer"] as const;
const LIVES = Array.from({ length: TIMES }, () => POINTS).flat();
const RECORDS_IN_LIFE = 400;

/** Kills the process itself when it comes by for the time that `DIE_AT` names, such as `after-commit 3`. */
const dieAt = (point: (typeof POINTS)[number]): string =>
  `if (process.env.DIE_AT?.startsWith("${point} ") && (globalThis.passed = (globalThis.passed ?? 0) + 1) === Number(process.env.DIE_AT.split(" ")[1])) process.kill(process.pid, "SIGKILL");`;

const SESSION = "server/socket/gateway-session.ts";
const INGEST = "server/services/ledger/ingest-batch.ts";
const ANSWER = "return this.#answer === undefined ? undefined : this.#line.send(this.#answer);";
/** A server that can be told where to die, and that says every so many answers twice. */
const POINTED: readonly Defect[] = [
  {
    file: INGEST,
    from: "if (!(await write(tx))) throw new MarksMoved();",
    to: `if (!(await write(tx))) throw new MarksMoved(); ${dieAt("before-commit")}`,
  },
  {
    file: "server/services/ledger/ledger-writer.ts",
    from: "storePrepared(ctx, memory, prepared);",
    to: `storePrepared(ctx, memory, prepared).then((results) => { ${dieAt("after-commit")} return results; });`,
  },
  {
    file: SESSION,
    from: ANSWER,
    to: `${dieAt("before-answer")}
      if (this.#answer !== undefined) this.#line.send(this.#answer);
      globalThis.answers = (globalThis.answers ?? 0) + 1;
      if (globalThis.answers % Number(process.env.TWICE_EVERY ?? "1e9") === 0) this.#line.send(this.#answer);
      setImmediate(() => { ${dieAt("after-answer")} });
      return;`,
  },
];

const distDir = join(import.meta.dirname, "..", "..", "dist");
const script = join(distDir, `pointed-${randomUUID()}.js`);
let rig: ServerRig | undefined;
beforeAll(() => buildForNode("server/main.ts", script, [withDefects(POINTED)]));
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});
afterAll(async () => {
  for (const end of ["", ".map"]) await rm(`${script}${end}`, { force: true });
});

async function takesAll(server: ServerRig, env: Record<string, string> = {}): Promise<void> {
  server.maxRecords = 500;
  server.start([], env);
  await server.acknowledges(server.log.length - server.acknowledged);
  await server.end("SIGTERM");
  expect(await server.wrongs()).toEqual([]);
  expect(await server.stored()).toBe(server.log.length);
}

describe("a server killed at each point around a commit", () => {
  it(`keeps all that it acknowledged and nothing twice; brought back from a backup of before all that, it gets everything again (${LIVES.length} kills)`, async () => {
    rig = await ServerRig.create({ records: LIVES.length * RECORDS_IN_LIFE, script });
    const archive = join(rig.dataDir, "early.tar");
    const config = readConfig({ DATA_DIR: rig.dataDir });
    await makeBackup({ config, file: archive, passphrase: PASSPHRASE, withMedia: false, nowMs: Date.now() });
    for (const [life, point] of LIVES.entries()) {
      rig.start([], { DIE_AT: `${point} ${1 + Math.floor(Math.random() * 30)}` });
      await rig.died(DIES_WITHIN_MS);
      expect(await rig.wrongs(), `kill ${life + 1}, ${point}`).toEqual([]);
    }
    await takesAll(rig);
    const { dataDir, database } = config;
    await restoreBackup({ file: archive, dataDir, database, passphrase: PASSPHRASE, replace: true, nowMs: Date.now() });
    rig.forgetAcknowledged();
    await takesAll(rig);
  });

  it("that says answers twice stores nothing twice", async () => {
    rig = await ServerRig.create({ records: 600, script });
    rig.start([], { TWICE_EVERY: "7" });
    await rig.acknowledges(300);
    await rig.end("SIGTERM");
    expect(await rig.wrongs()).toEqual([]);
    await takesAll(rig, { TWICE_EVERY: "2" });
  });
});
