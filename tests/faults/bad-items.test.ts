import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildBrokenStage } from "../support/broken-build.ts";
import { BLACK } from "../support/frame-buffer-code.ts";
import { until } from "../support/processes.ts";
import type { WorldItem } from "../support/signed-world.ts";
import { AV1, BadItemMaker, SLOT_MS } from "./bad-item-kinds.ts";
import { ScreenRig } from "./screen-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const LOOPS = IS_LONG ? 4 : 1;
const WITHOUT_AV1 = IS_LONG && AV1 === undefined ? " (no AV1: this ffmpeg cannot make it)" : "";

let directory: string;
let rig: ScreenRig;
const good: WorldItem[] = [];
const bad: WorldItem[] = [];
const odd: WorldItem[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-bad-"));
  rig = await ScreenRig.create();
  const maker = new BadItemMaker(rig.world, directory);
  bad.push(...(await maker.some()));
  if (IS_LONG) {
    bad.push(...(await maker.empty()));
    odd.push(...(await maker.odd()));
  }
  good.push(...(await rig.addPictures(1, bad.length + odd.length, SLOT_MS)));
  const order = [...bad, ...odd].flatMap((item, index) => [good[index], item]).filter((item) => item !== undefined);
  if (IS_LONG) {
    const run = await maker.run();
    order.push(...run.good.slice(0, 1), run.bad, ...run.good.slice(1));
    bad.push(run.bad);
    good.push(...run.good);
  }
  await rig.world.publish(order);
  rig.start();
  await rig.untilShown("a picture", 60_000);
});

afterAll(async () => {
  await rig.close();
  await rm(directory, { recursive: true, force: true });
});

const recordsOf = (items: readonly WorldItem[]) =>
  rig.server.records.filter(({ airingSha256 }) => items.some((item) => item.airingSha256 === airingSha256));
const failures = () => rig.agent.lines.filter(({ event }) => event === "item-failed");
const shownWhole = (item: WorldItem) => recordsOf([item]).filter(({ outcome }) => outcome === "completed").length;

/** How many records of these, up to the last one, are of whole showings. */
function wholeInARow(items: readonly WorldItem[]): number {
  const records = recordsOf(items);
  return records.length - 1 - records.findLastIndex(({ outcome }) => outcome !== "completed");
}

/** Until each of these was shown whole so many times; the glass is never black meanwhile. */
async function untilWhole(items: readonly WorldItem[], times: number, withinMs: number): Promise<void> {
  await until("all good ones, whole", withinMs, async () => {
    expect(await rig.buffer.readCode()).not.toBe(BLACK);
    return items.every((item) => shownWhole(item) >= times) || undefined;
  }).catch((cause: unknown) => {
    const short = items.flatMap((item) => (shownWhole(item) < times ? [item.document.title] : []));
    throw new Error(`Not whole: ${short.join(", ")}. Failed: ${JSON.stringify(failures())}`, { cause });
  });
}

/** Nothing in the log says that one of these was shown to its end. */
function expectNoneWhole(items: readonly WorldItem[]): void {
  const whole = recordsOf(items).filter(({ outcome }) => outcome === "completed");
  expect(whole.map(({ airingSha256 }) => items.findIndex((item) => item.airingSha256 === airingSha256))).toEqual([]);
}

describe("an item that cannot be shown", () => {
  it(`costs its neighbours nothing: each is shown whole, in its turn, and the glass is never black${WITHOUT_AV1}`, async () => {
    const loopMs = (good.length + odd.length + bad.length + 2) * SLOT_MS;
    await untilWhole([...good, ...odd], LOOPS, 70_000 + loopMs * (LOOPS + 1));
    // The player comes up in the first, and a machine that is busy for a moment cuts one short: what an item costs its
    // neighbours, it costs them in each round.
    await until("whole rounds, one after another", loopMs * 4, async () => {
      expect(await rig.buffer.readCode()).not.toBe(BLACK);
      return wholeInARow(good) >= good.length * LOOPS || undefined;
    });
  });

  it("is never logged as shown whole, is told of, and no page is loaded anew for it", async () => {
    expectNoneWhole(bad);
    const isTold = (item: WorldItem) => failures().some((line) => line.airingSha256 === item.airingSha256);
    await until("word of each of them", 40_000, () => bad.every(isTold) || undefined);
    const failed = failures();
    for (const { airingSha256 } of bad) {
      const count = failed.filter((line) => line.airingSha256 === airingSha256).length;
      expect(count, String(bad.findIndex((item) => item.airingSha256 === airingSha256))).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(2);
    }
    expect(failed.filter((line) => !bad.some(({ airingSha256 }) => line.airingSha256 === airingSha256))).toEqual([]);
    expect(rig.agent.lines.filter(({ event }) => event === "watchdog")).toEqual([]);
  });

  it.runIf(IS_LONG)(
    "is one whose bytes have gone from the disk, too, and it comes again when it can be had",
    async () => {
      const [lost, ...others] = good.slice(0, 3);
      if (lost === undefined) throw new Error("nothing to lose");
      await rig.world.publish([lost, ...others]);
      await rig.server.pushStatus();
      await until("the short loop", 60_000, () => shownWhole(lost) > LOOPS || undefined);
      rig.server.wrong.tamper = (path, body) => (path.includes(lost.mediaSha256) ? Buffer.alloc(0) : body);
      await rm(join(rig.dataDir, "media", lost.mediaSha256.slice(0, 2), lost.mediaSha256));
      await rig.agent.line("media-changed", 60_000);
      // Its last showing may have been prepared before.
      await untilWhole(others, Math.max(...others.map(shownWhole)) + 1, 60_000);
      const [before, from] = [shownWhole(lost), rig.server.records.length];
      await untilWhole(others, Math.max(...others.map(shownWhole)) + 2, 60_000);
      expect(shownWhole(lost)).toBe(before);
      const since = rig.server.records.slice(from);
      expect(since.map(({ outcome }) => outcome)).toEqual(since.map(() => "completed"));
      rig.server.wrong.tamper = (_, body) => body;
      await untilWhole([lost], before + 1, 180_000);
      expect(rig.agent.lines.filter(({ event }) => event === "watchdog")).toEqual([]);
    },
  );

  it("would be logged as shown whole, and be found out, if a page showed what it could not decode", async () => {
    const file = "player/stage/surfaces/image-surface.ts";
    const stage = await buildBrokenStage([
      {
        file,
        from: 'throw new PrepareFailure(cause instanceof DOMException ? "image-not-decodable" : "image-error");',
        to: "void cause;",
      },
      { file, from: 'if (this.#image.naturalWidth === 0) throw new PrepareFailure("image-empty");', to: "" },
    ]);
    const items = bad.slice(0, 1);
    try {
      await rig.agent.end("SIGTERM");
      await rig.world.publish(items);
      rig.start({ STAGE_DIR: stage.path });
      // Its first showings may be cut short on a busy machine.
      await until("a record that says so", 40_000, () => items.some((item) => shownWhole(item) > 0) || undefined);
      expect(() => expectNoneWhole(items)).toThrow();
    } finally {
      await stage.remove();
    }
  });
});
