import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawOwnSvg } from "../../content/tools/sharp.ts";
import { writeCodedVideo } from "../support/coded-media.ts";
import { BLACK } from "../support/frame-buffer-code.ts";
import { until } from "../support/processes.ts";
import type { WorldItem } from "../support/signed-world.ts";
import { ScreenRig } from "./screen-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const SLOT_MS = 2_300;
/** Long enough for a picture that stands still to be noticed. */
const STALL_SLOT_MS = 5_500;
const LOOPS = IS_LONG ? 4 : 1;

let directory: string;
let rig: ScreenRig;
const good: WorldItem[] = [];
const bad: WorldItem[] = [];
const odd: WorldItem[] = [];

/** A clip whose file is then spoilt, or is encoded in an unusual way. */
async function clip(
  durationMs: number,
  outputOptions: readonly string[] = [],
  spoil = (bytes: Buffer) => bytes,
  size: { widthPx?: number; heightPx?: number } = {},
) {
  const path = join(directory, `${rig.world.items.length}.mp4`);
  const options = ["-movflags", "+faststart", ...outputOptions];
  await writeCodedVideo(path, 7, { durationMs, sound: false, outputOptions: options, ...size });
  return rig.world.addItem({ kind: "video", durationMs, bytes: spoil(await readFile(path)) });
}

/** So much of it that the lengths of the frames are lost as well, which no decoder conceals. */
function damageMiddle(bytes: Buffer): Buffer {
  const [from, to] = [Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.8)];
  return Buffer.concat([bytes.subarray(0, from), Buffer.alloc(to - from, 0x5a), bytes.subarray(to)]);
}

/** A few frames, then none for a minute: no error, no end, and nothing moves. */
const STALLING = ["-bsf:v", "setts=ts=if(gt(N\\,12)\\,PTS+768000\\,PTS)"];

async function addBad(): Promise<void> {
  bad.push(await rig.world.addItem({ durationMs: SLOT_MS, bytes: Buffer.alloc(30_000, "no picture") }));
  bad.push(await clip(SLOT_MS, [], (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.6))));
  bad.push(await clip(SLOT_MS, [], damageMiddle));
  bad.push(await clip(STALL_SLOT_MS, STALLING));
  if (!IS_LONG) return;
  bad.push(await rig.world.addItem({ durationMs: SLOT_MS, bytes: Buffer.alloc(1) }));
  bad.push(await rig.world.addItem({ kind: "video", durationMs: SLOT_MS, bytes: Buffer.alloc(30_000, "no video") }));
}

/** Nothing is wrong with these but that they are unusual. */
async function addOdd(): Promise<void> {
  if (!IS_LONG) return;
  const large =
    '<svg xmlns="http://www.w3.org/2000/svg" width="8000" height="4500"><rect width="8000" height="4500" fill="#567"/></svg>';
  odd.push(await rig.world.addItem({ durationMs: SLOT_MS, bytes: await drawOwnSvg(large) }));
  odd.push(await clip(SLOT_MS, [], undefined, { widthPx: 3840, heightPx: 2160 }));
  odd.push(await clip(SLOT_MS, [], undefined, { widthPx: 360, heightPx: 640 }));
  odd.push(await clip(SLOT_MS, ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime"]));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-bad-"));
  rig = await ScreenRig.create();
  await addBad();
  await addOdd();
  good.push(...(await rig.addPictures(1, bad.length + odd.length, SLOT_MS)));
  const order = [...bad, ...odd].flatMap((item, index) => [good[index], item]).filter((item) => item !== undefined);
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

describe("an item that cannot be shown", () => {
  it("costs its neighbours nothing: each is shown whole, in its turn, and the glass is never black", async () => {
    const shownWhole = (item: WorldItem) => recordsOf([item]).filter(({ outcome }) => outcome === "completed").length;
    await until("all good ones, whole", 90_000 * LOOPS, async () => {
      expect(await rig.buffer.readCode()).not.toBe(BLACK);
      return [...good, ...odd].every((item) => shownWhole(item) >= LOOPS) || undefined;
    });
    // The first was joined when the player came up; from then on none is short.
    const records = rig.server.records.filter(({ joinedLate }) => !joinedLate);
    const neighbours = records.filter(({ airingSha256 }) => good.some((item) => item.airingSha256 === airingSha256));
    expect(neighbours.map(({ outcome }) => outcome)).toEqual(neighbours.map(() => "completed"));
  });

  it("is never logged as shown whole, is told of, and no page is loaded anew for it", async () => {
    const whole = recordsOf(bad).filter(({ outcome }) => outcome === "completed");
    expect(whole.map(({ airingSha256 }) => bad.findIndex((item) => item.airingSha256 === airingSha256))).toEqual([]);
    const failures = () => rig.agent.lines.filter(({ event }) => event === "item-failed");
    const isTold = (item: WorldItem) => failures().some((line) => line.airingSha256 === item.airingSha256);
    await until("word of each of them", 40_000, () => bad.every(isTold) || undefined);
    const failed = failures();
    for (const { airingSha256 } of bad) {
      const count = failed.filter((line) => line.airingSha256 === airingSha256).length;
      expect(count, String(bad.findIndex((item) => item.airingSha256 === airingSha256))).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(2);
    }
    expect(failed.every((line) => bad.some(({ airingSha256 }) => line.airingSha256 === airingSha256))).toBe(true);
    expect(rig.agent.lines.filter(({ event }) => event === "watchdog")).toEqual([]);
  });
});
