import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildBrokenAgent } from "../support/broken-build.ts";
import { BLACK } from "../support/frame-buffer-code.ts";
import { until } from "../support/processes.ts";
import { run } from "./loop-disk.ts";
import type { HowToRun } from "./player-rig.ts";
import { ScreenRig } from "./screen-rig.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const ROUNDS = IS_LONG ? 20 : 1;
/** More than five restarts in ten minutes and the player leaves out what may be to blame. */
const BROWSER_ROUNDS = IS_LONG ? 4 : 1;
const OUT_OF_MEMORY_ROUNDS = IS_LONG ? 5 : 1;
const OUT_OF_MEMORY_WITHIN_MS = 15_000;
const SLOT_MS = 2_500;
/** Several times what a page takes to be back. */
const CONTROL_MS = IS_LONG ? 12_000 : 5_000;

let rig: ScreenRig;

beforeAll(async () => {
  rig = await ScreenRig.create();
  await rig.addPictures(1, 6, SLOT_MS);
  await rig.world.publish();
  await start();
  await rig.agent.line("slate-picture-drawn", 60_000);
});

afterAll(() => rig.close());

async function start(how: HowToRun = {}): Promise<void> {
  rig.start({}, how);
  await rig.agent.line("playing", 60_000);
  await rig.untilShown("the first picture", 60_000);
}

const told = () =>
  rig.agent.lines.flatMap(({ event, step, reason }) => (event === "watchdog" ? [`${step} ${reason}`] : []));

/**
 * Lets it happen and waits for a picture that began after it, on the glass; what was told meanwhile. A fault that takes
 * effect only later is over once something was told for which `isOver`.
 */
async function sinceThen(
  fault: () => Promise<void>,
  withinMs: number,
  isOver: (steps: readonly string[]) => boolean = () => true,
): Promise<{ steps: string[]; sawBlack: boolean }> {
  const toldBefore = told().length;
  let from = rig.agent.lines.length;
  let sawBlack = false;
  const steps = () => told().slice(toldBefore);
  const isBack = () =>
    rig.agent.lines.slice(from).some(({ event, airingSha256 }) => event === "playing" && airingSha256 !== null);
  await fault();
  await until("a picture that began after it, on the glass", withinMs, async () => {
    const code = await rig.buffer.readCode();
    if (code === BLACK) sawBlack = true;
    if (!isOver(steps())) from = rig.agent.lines.length;
    return isBack() && code >= 0 ? true : undefined;
  });
  return { steps: steps(), sawBlack };
}

/** What was under way to the agent when it happened is no new picture. */
const isTold = (steps: readonly string[]): boolean => steps.length > 0;

/** The page has come up, a while ago and in peace: one that has just come up would be given longer. */
async function settle(): Promise<void> {
  for (let count = 0; count < 2; count += 1) await sinceThen(async () => undefined, 20_000);
}

async function kill(signal: NodeJS.Signals, ...words: string[]): Promise<void> {
  const found = await rig.processes(...words);
  expect(found.length, words.join(" ")).toBeGreaterThan(0);
  for (const pid of found) process.kill(pid, signal);
}

/** Whatever it asks for next, it does not get. */
async function takeMemory(): Promise<void> {
  const found = await rig.processes("--type=renderer");
  expect(found.length).toBeGreaterThan(0);
  for (const pid of found) run("prlimit", "--pid", String(pid), "--as=1");
}

describe("on a real display", () => {
  it("the page is back after its renderer was killed, told once, and no item is blamed for it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { steps, sawBlack } = await sinceThen(() => kill("SIGKILL", "--type=renderer"), 20_000, isTold);
      expect({ steps, sawBlack }).toEqual({ steps: ["reload crashed"], sawBlack: false });
      // The next kill meets another item: twice under the same one and it is kept away, as it should be.
      await settle();
    }
    expect(rig.agent.lines.filter(({ event }) => event === "item-kept-away")).toEqual([]);
  });

  it("neither the end of the graphics process nor that of the network process takes the page down", async () => {
    for (const words of [["--type=gpu-process"], ["network.mojom.NetworkService"]]) {
      const { steps, sawBlack } = await sinceThen(() => kill("SIGKILL", ...words), 20_000);
      expect({ steps, sawBlack }, words.join()).toEqual({ steps: [], sawBlack: false });
    }
  });

  it("while there is no browser the slate is seen, and a new one is there by itself", async () => {
    for (let round = 0; round < BROWSER_ROUNDS; round += 1) {
      const { steps, sawBlack } = await sinceThen(() => kill("SIGKILL", "--remote-debugging-pipe"), 40_000, isTold);
      expect({ steps, sawBlack }).toEqual({ steps: ["restart browser-ended"], sawBlack: false });
    }
  });

  it("a renderer that hangs, which tells nobody, is found by its heartbeat, killed and replaced", async () => {
    await settle();
    const isKilled = (steps: readonly string[]) => steps.some((step) => step.startsWith("kill"));
    const { steps, sawBlack } = await sinceThen(() => kill("SIGSTOP", "--type=renderer"), 60_000, isKilled);
    expect({ steps, sawBlack }).toEqual({ steps: ["reload silent", "kill silent"], sawBlack: false });
  });

  it(`a renderer that gets no more memory is replaced within ${OUT_OF_MEMORY_WITHIN_MS / 1_000} s, told once`, async () => {
    for (let round = 0; round < OUT_OF_MEMORY_ROUNDS; round += 1) {
      await settle();
      const { steps, sawBlack } = await sinceThen(takeMemory, OUT_OF_MEMORY_WITHIN_MS, isTold);
      // Some say that they ended, others only fall silent.
      expect([["reload crashed"], ["reload silent"]]).toContainEqual(steps);
      expect(sawBlack).toBe(false);
    }
  });

  it("the server knows of every step, and the log of every showing once", async () => {
    const all = told();
    const countOf = (step: string) => all.filter((one) => one.startsWith(step)).length;
    const counts = { reloads: countOf("reload"), kills: countOf("kill"), restarts: countOf("restart") };
    await until("the server's knowledge", 45_000, () => {
      const known = rig.server.states.at(-1)?.watchdog;
      return known?.reloads === counts.reloads && known.kills === counts.kills ? true : undefined;
    });
    expect(rig.server.states.at(-1)?.watchdog).toEqual({ ...counts, recycles: 0, mode: "all" });
    const { records } = rig.server;
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    const byStart = [...records].sort((one, other) => one.startedMonoMs - other.startedMonoMs);
    for (const [index, { startedMonoMs }] of byStart.slice(1).entries()) {
      const before = byStart[index];
      expect(startedMonoMs).toBeGreaterThanOrEqual((before?.startedMonoMs ?? 0) + (before?.shownMs ?? 0));
    }
  });

  it("the picture would not come back, and be found out, if a watchdog told of its steps and took none", async () => {
    const file = "player/agent/shells/display-shell.ts";
    const from =
      'this.#display.reload().catch((error: unknown) => report("reload-trouble", { reason: String(error) }));';
    const broken = await buildBrokenAgent([{ file, from, to: "" }]);
    try {
      await rig.agent.end("SIGTERM");
      await start({ script: broken.path });
      await expect(sinceThen(() => kill("SIGKILL", "--type=renderer"), CONTROL_MS, isTold)).rejects.toThrow("in vain");
      expect(told()).toEqual(["reload crashed"]);
    } finally {
      await broken.remove();
    }
  });
});
