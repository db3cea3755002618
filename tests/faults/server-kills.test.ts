import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import { withDefects } from "../support/broken-build.ts";
import { type KernelCall, killAt, ONE_FILE_THREAD } from "./kill-at.ts";
import { ServerRig } from "./server-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const KILLS = IS_LONG ? 60 : 4;
const LONGEST_LIFE_MS = 600;
/** Of a server under way to its first answer, traced. */
const DIES_WITHIN_MS = 60_000;

const CALLS: readonly KernelCall[] = ["fsync", "pwrite64"];
const PLACES = IS_LONG
  ? CALLS.flatMap((call) => Array.from({ length: 40 }, (_, index) => ({ call, count: index + 1 })))
  : [
      { call: "fsync" as const, count: 3 },
      { call: "pwrite64" as const, count: 14 },
      { call: "fsync" as const, count: 11 },
    ];

let rig: ServerRig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

/** The fault itself comes at any instant: nothing is waited for. */
function randomMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE_MS));
}

/** The rest of the log is taken too, and then all of it is there once. */
async function expectWholeAtLast(server: ServerRig): Promise<void> {
  server.maxRecords = 500;
  server.start();
  await server.acknowledges(server.log.length - server.acknowledged);
  await server.end("SIGTERM");
  expect(await server.wrongs()).toEqual([]);
  // The server never told the player less than it had told it before.
  const told = server.welcomes.map(({ seq }) => seq);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
}

describe("a server that is killed while a player sends its log", () => {
  it(`keeps all that it acknowledged and nothing twice, whenever that is (${KILLS} times)`, async () => {
    rig = await ServerRig.create({ records: KILLS * 1_500 });
    for (let kill = 0; kill < KILLS; kill += 1) {
      rig.start();
      await rig.acknowledges(1);
      await randomMoment();
      await rig.end("SIGKILL");
      expect(await rig.wrongs(), `kill ${kill + 1}`).toEqual([]);
    }
    await expectWholeAtLast(rig);
  });

  it(`keeps all that it acknowledged and nothing twice, at whichever call into the kernel (${PLACES.length} places)`, async () => {
    rig = await ServerRig.create({ records: PLACES.length * 1_500 });
    for (const { call, count } of PLACES) {
      rig.start(killAt(call, count), ONE_FILE_THREAD);
      await rig.died(DIES_WITHIN_MS);
      expect(await rig.wrongs(), `${call} ${count}`).toEqual([]);
    }
    await expectWholeAtLast(rig);
  });

  it("would be found out if it acknowledged before it commits", async () => {
    const script = join(import.meta.dirname, "..", "..", "dist", `broken-${randomUUID()}.js`);
    await buildForNode("server/main.ts", script, [
      withDefects([
        {
          file: "server/services/ledger/ingest-batch.ts",
          from: "return await storeRound(ctx.db, async () => prepared);",
          to: `const late = new Promise((resolve) => setTimeout(resolve, 3_600_000));
            late.then(() => storeRound(ctx.db, async () => prepared)).catch(() => undefined);
            return prepared.results;`,
        },
      ]),
    ]);
    try {
      rig = await ServerRig.create({ records: 1_000, script });
      // The first answer is enough, and its commit is an hour away: how fast the machine is decides nothing.
      rig.maxRecords = 50;
      rig.start();
      await rig.acknowledges(1);
      await rig.end("SIGKILL");
      expect(await rig.wrongs()).toEqual([expect.stringMatching(/acknowledged, \d+ stored/)]);
    } finally {
      await rm(script, { force: true });
      await rm(`${script}.map`, { force: true });
    }
  });
});
