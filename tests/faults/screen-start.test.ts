import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { buildStage } from "../../scripts/build-stage.ts";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { itemOf, type KnownStill, STRIP } from "../support/frame-buffer-code.ts";
import { watchGlass } from "../support/frame-buffer-watch.ts";
import type { HowToRun } from "./player-rig.ts";
import { ScreenRig } from "./screen-rig.ts";

/** A window without a page, in the toolkit's own colour, and a page without anything on it. */
const EMPTY_WINDOW = 60;
const EMPTY_PAGE = 61;
const EMPTY: readonly KnownStill[] = [
  { item: EMPTY_WINDOW, levels: Array(STRIP.cells).fill(245) },
  { item: EMPTY_PAGE, levels: Array(STRIP.cells).fill(255) },
];

let rig: ScreenRig;

beforeAll(async () => {
  rig = await ScreenRig.create();
  await rig.addPictures(1, 2, 9_000);
  await rig.world.publish();
});

afterEach(async () => {
  await rig.agent.end("SIGTERM");
});
afterAll(() => rig.close());

/** Which bright emptiness was on the glass from the start of the player until its first picture. */
async function emptinessOfStart(how: HowToRun = {}): Promise<number[]> {
  const watch = await watchGlass(rig.buffer, EMPTY);
  rig.start({}, how);
  await rig.agent.line("playing", 60_000);
  await rig.untilShown("the first picture", 60_000);
  const { codes } = await watch.stop();
  return [...new Set([...codes].filter((code) => code >= 0).map(itemOf))].filter((item) => item >= EMPTY_WINDOW);
}

it("a window that has nothing to show yet is as dark as the slate: a start does not flash", async () => {
  expect(await emptinessOfStart()).toEqual([]);
});

it("would flash, and be found out, in the toolkit's own colour", async () => {
  const broken = await buildBrokenAgent([
    { file: "player/agent/ports/chromium-process.ts", from: "...CHROMIUM_ENVIRONMENT,", to: "" },
  ]);
  try {
    expect(await emptinessOfStart({ script: broken.path })).toContain(EMPTY_WINDOW);
  } finally {
    await broken.remove();
  }
});

it("the picture that is due is on the glass before the page's script has run, and without it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cotmoc-mute-"));
  try {
    await buildStage(folder);
    await writeFile(join(folder, "stage.js"), "0;");
    rig.start({ STAGE_DIR: folder });
    await rig.untilShown("the picture that came with the page", 60_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
