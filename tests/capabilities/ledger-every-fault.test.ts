import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlayKey } from "../../schemas/play-record.ts";
import { compareKeys } from "../../server/services/ledger/core.ts";
import type { createLedgerWriter } from "../../server/services/ledger/ledger-writer.ts";
import { BROKEN_LEDGERS, openBrokenLedger } from "../support/broken-ledgers.ts";
import { FieldDevice } from "../support/field-device.ts";
import { type Fate, type FieldGround, type FieldServer, prepareField } from "../support/field-server.ts";
import { makeSigner, type TestSigner } from "../support/trust.ts";

const RUNS = process.env.TEST_TIER === "long" ? 600 : 36;
/** A log of so many segments comes round after some forty showings, or never in a case. */
const SMALL_LOG = 3;
const LARGE_LOG = 120;

const anyStep = fc.record({
  device: fc.nat(1),
  act: fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("show" as const), count: fc.integer({ min: 1, max: 30 }) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("send" as const),
        fate: fc.constantFrom<Fate>("fine", "fine", "killed-before-commit", "killed-after-commit"),
        twice: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("late" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("reboot" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("replay" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("clone" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("back-up" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restore" as const), which: fc.nat(9) }) },
  ),
});
type Step = typeof anyStep extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const anyCase = fc.record({
  isSmall: fc.boolean(),
  steps: fc.array(anyStep, { minLength: 8, maxLength: 60 }),
});

type Case = typeof anyCase extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const show = (count: number): Step => ({ device: 0, act: { kind: "show", count } });
const send = (fate: Fate): Step => ({ device: 0, act: { kind: "send", fate, twice: false } });
const act = (kind: "late" | "reboot" | "replay" | "clone"): Step => ({ device: 0, act: { kind } });

/** Of each broken ledger a case that finds it out; the sound one passes them too. */
const TELLING: Readonly<Record<string, Case>> = {
  "forgets its mark": { isSmall: false, steps: [show(1), act("replay"), show(1), act("clone"), show(1)] },
  "acknowledges before it commits": {
    isSmall: false,
    steps: [show(1), send("fine"), show(1), send("killed-before-commit")],
  },
  "knows a record again by its time alone": {
    isSmall: false,
    steps: [show(1), act("reboot"), send("fine"), show(1), act("late"), show(1), act("late"), act("replay")],
  },
};

/** A gap and a restore for certain; a clone is in a case above. */
const MEETING: readonly Case[] = [
  { isSmall: true, steps: [show(30), show(30), show(30), send("fine")] },
  {
    isSmall: false,
    steps: [
      show(1),
      send("fine"),
      { device: 0, act: { kind: "back-up" } },
      { device: 0, act: { kind: "restore", which: 0 } },
    ],
  },
];

/** What became of the faults of all cases: a test that met none of them proves nothing. */
interface Met {
  restores: number;
  conflicts: number;
  gaps: number;
}

let signer: TestSigner;
let ground: FieldGround;
beforeAll(async () => {
  signer = await makeSigner();
  ground = await prepareField(signer);
});
afterAll(() => ground.close());

/** Takes one step; `conflicts` are the players of whom the server has refused a second content. */
async function takeStep(
  server: FieldServer,
  device: FieldDevice,
  { act }: Step,
  conflicts: Set<number>[],
  met: Met,
): Promise<void> {
  const known = conflicts.at(-1) ?? new Set();
  switch (act.kind) {
    case "show":
      return device.show(act.count);
    case "send":
      return void (await device.send(server, act.fate, act.twice));
    case "late": {
      // What was on its way when the line was cut comes after all, behind what was sent since.
      const late = await device.nextBatch();
      await device.show(1);
      await device.send(server, "fine");
      // What was told as lost in between and comes all the same is a second content under its key.
      if (late !== null && !device.hasDropped) await server.take(device.player, late);
      return;
    }
    case "reboot":
      return device.boot();
    case "replay":
      // A log that has come round has no beginning any more.
      if (device.hasDropped) return;
      await device.replay(server);
      // Whatever comes next, comes on a connection of its own.
      return device.connect(server);
    case "clone": {
      if ((await server.welcome(device.player)).mark.seq === 0) return;
      await device.clone(server);
      known.add(device.player.number);
      return;
    }
    case "back-up":
      conflicts.splice(-1, 0, new Set(known));
      return server.backUp();
    case "restore": {
      if (server.backups === 0) return;
      const which = act.which % server.backups;
      await server.restore(which);
      // Backups themselves are not lost; what they know is what the server knows now.
      conflicts.splice(-1, 1, new Set(conflicts[which]));
      met.restores += 1;
      return;
    }
  }
}

/** Every showing is stored once, in order, or lies in a gap that the player told; every total and finding is as it should be. */
async function expectWhole(server: FieldServer, device: FieldDevice, isCloned: boolean, met: Met): Promise<void> {
  const { number } = device.player;
  const rows = await server.db
    .selectFrom("play_records")
    .select(["boot", "seq", "started_mono_ms", "shown_ms"])
    .where("player", "=", number)
    .orderBy("boot")
    .orderBy("seq")
    .execute();
  const stored = new Set(rows.map(({ started_mono_ms }) => started_mono_ms));
  const held = device.shown.filter(({ startedMonoMs }) => stored.has(startedMonoMs));
  expect(
    rows.map(({ boot, seq, started_mono_ms: startedMonoMs, shown_ms }) => ({ boot, seq, startedMonoMs, shown_ms })),
  ).toEqual(held.map((one) => ({ ...one, shown_ms: 9_900 })));
  const found = await server.db
    .selectFrom("play_anomalies")
    .select(["kind", "boot", "seq", "detail_json"])
    .where("player", "=", number)
    .execute();
  const gaps = found.flatMap(({ kind, detail_json, ...from }) => (kind === "gap" ? [gapOf(from, detail_json)] : []));
  const lost = device.shown.filter(({ startedMonoMs }) => !stored.has(startedMonoMs));
  for (const one of lost) {
    const isTold = gaps.some(({ from, to }) => compareKeys(from, one) <= 0 && compareKeys(one, to) <= 0);
    // Of starts before the first that either of them still knows, nobody can name the keys.
    const isBeforeAll =
      gaps.length > 0 && [...gaps.map(({ from }) => from), ...rows].every((key) => one.boot < key.boot);
    expect(isTold || isBeforeAll).toBe(true);
  }
  // Of starts whose records are all gone a player knows of at least one each.
  const counted = gaps.reduce((sum, { count }) => sum + count, 0);
  expect(counted).toBeLessThanOrEqual(lost.length);
  if (new Set(lost.map(({ boot }) => boot)).size < 2) expect(counted).toBe(lost.length);
  expect(lost.length > 0 && !device.hasDropped).toBe(false);
  expect(device.brokenPromises).toBe(0);
  expect(found.filter(({ kind }) => kind !== "gap").map(({ kind }) => kind)).toEqual(isCloned ? ["conflict"] : []);
  met.gaps += gaps.length;
  met.conflicts += isCloned ? 1 : 0;
}

function gapOf(from: PlayKey, detailJson: string): { from: PlayKey; to: PlayKey; count: number } {
  const { count, toBoot, toSeq } = JSON.parse(detailJson) as { count: number; toBoot: number; toSeq: number };
  return { from, to: { boot: toBoot, seq: toSeq }, count };
}

async function prove(examples: readonly Case[], numRuns: number, openWriter?: typeof createLedgerWriter): Promise<Met> {
  const met: Met = { restores: 0, conflicts: 0, gaps: 0 };
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ isSmall, steps }) => {
      const server = await ground.begin(openWriter);
      const devices = ground.players.map((player) => new FieldDevice(player, signer, isSmall ? SMALL_LOG : LARGE_LOG));
      try {
        for (const device of devices) await device.boot();
        const conflicts = [new Set<number>()];
        for (const step of steps) {
          const device = devices[step.device];
          if (device !== undefined) await takeStep(server, device, step, conflicts, met);
          if (step.act.kind === "restore") for (const each of devices) await each.connect(server, true);
        }
        for (const device of devices) await device.drain(server);
        for (const device of devices) {
          await expectWhole(server, device, conflicts.at(-1)?.has(device.player.number) === true, met);
        }
        expect(await server.wrongTotals()).toBe(0);
      } finally {
        for (const device of devices) await device.close();
        await server.close();
      }
    }),
    { numRuns, endOnFailure: true, examples: examples.map((one) => [one]) },
  );
  return met;
}

describe("the server's ledger", () => {
  test(`is the devices' own, 0 lost and 0 doubled and each anomaly counted, over kills before and after the commit, lost and doubled answers, replays, late batches, clones and restored backups (${RUNS} cases)`, async () => {
    const met = await prove([...Object.values(TELLING), ...MEETING], RUNS);
    for (const times of Object.values(met)) expect(times).toBeGreaterThan(0);
  });

  test.each(BROKEN_LEDGERS)("that $name is found out", async ({ name, defects }) => {
    const telling = TELLING[name];
    if (telling === undefined) throw new Error("no case for it");
    await expect(prove([telling], 1, await openBrokenLedger(defects))).rejects.toThrow(/Property failed/);
  });
});
