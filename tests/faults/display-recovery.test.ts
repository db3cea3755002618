import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BLACK } from "../support/frame-buffer-code.ts";
import { until } from "../support/processes.ts";
import { ScreenRig } from "./screen-rig.ts";

const ROUNDS = process.env.TEST_TIER === "long" ? 20 : 1;
const SLOT_MS = 2_500;

let rig: ScreenRig;

beforeAll(async () => {
  rig = await ScreenRig.create();
  await rig.addPictures(1, 6, SLOT_MS);
  await rig.world.publish();
  rig.start();
  await rig.untilShown("the first picture", 60_000);
  await rig.agent.line("slate-picture-drawn", 60_000);
});

afterAll(() => rig.close());

const told = () =>
  rig.agent.lines.flatMap(({ event, step, reason }) => (event === "watchdog" ? [`${step} ${reason}`] : []));

/** Lets it happen and waits until a picture was lost and came again, or for `stay` another came; what was told meanwhile. */
async function sinceThen(
  fault: () => Promise<void>,
  withinMs: number,
): Promise<{ steps: string[]; sawBlack: boolean }> {
  const toldBefore = told().length;
  const shown = rig.agent.lines.length;
  let sawBlack = false;
  await fault();
  const isBack = () =>
    rig.agent.lines.slice(shown).some(({ event, airingSha256 }) => event === "playing" && airingSha256 !== null);
  await until("a picture that began after it, on the glass", withinMs, async () => {
    const code = await rig.buffer.readCode();
    if (code === BLACK) sawBlack = true;
    return isBack() && code >= 0 ? true : undefined;
  });
  return { steps: told().slice(toldBefore), sawBlack };
}

async function kill(signal: NodeJS.Signals, ...words: string[]): Promise<void> {
  const found = await rig.processes(...words);
  expect(found.length, words.join(" ")).toBeGreaterThan(0);
  for (const pid of found) process.kill(pid, signal);
}

describe("on a real display", () => {
  it("the page is back after its renderer was killed, told once, and no item is blamed for it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { steps, sawBlack } = await sinceThen(() => kill("SIGKILL", "--type=renderer"), 20_000);
      expect({ steps, sawBlack }).toEqual({ steps: ["reload crashed"], sawBlack: false });
      // The next kill meets another item: twice under the same one and it is kept away, as it should be.
      await sinceThen(async () => undefined, 20_000);
      await sinceThen(async () => undefined, 20_000);
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
    for (let round = 0; round < ROUNDS; round += 1) {
      const { steps, sawBlack } = await sinceThen(() => kill("SIGKILL", "--remote-debugging-pipe"), 40_000);
      expect({ steps, sawBlack }).toEqual({ steps: ["restart browser-ended"], sawBlack: false });
    }
  });

  it("a renderer that hangs, which tells nobody, is found by its heartbeat, killed and replaced", async () => {
    // A page that has just come up would be given longer.
    await sinceThen(async () => undefined, 20_000);
    await sinceThen(async () => undefined, 20_000);
    const { steps, sawBlack } = await sinceThen(async () => {
      await kill("SIGSTOP", "--type=renderer");
      await until("the kill", 40_000, () => told().some((step) => step.startsWith("kill")) || undefined);
    }, 40_000);
    expect({ steps, sawBlack }).toEqual({ steps: ["reload silent", "kill silent"], sawBlack: false });
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
});
