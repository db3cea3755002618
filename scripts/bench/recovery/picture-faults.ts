import { ScreenRig } from "../../../tests/faults/screen-rig.ts";
import { type GlassRun, toRuns } from "../../../tests/support/frame-buffer-runs.ts";
import { monotonicMs, watchGlass } from "../../../tests/support/frame-buffer-watch.ts";
import { until } from "../../../tests/support/processes.ts";
import { longestBlackMs, pauses, percentile } from "./glass-figures.ts";
import { blackResult, noneResult, type Result, timeResult } from "./results.ts";
import { type Fault, kill, starveOfMemory, untilSettled } from "./screen-faults.ts";

/** The shortest that a document may be planned for. */
const SLOT_MS = 2_000;
/** More pictures than kills that fall together, so that none is taken for the cause. */
const PICTURES = 24;
/** At the third end of its graphics process within minutes Chromium ends itself: another fault than the one meant. */
export const GPU_ROUNDS = 2;
/** A seam may be half drawn for so long: that is no loss of the picture. */
const SEAM_MS = 50;
const RENDERER_AIM_MS = 500;
const BROWSER_AIM_RATIO = 1.5;
const SLOW_AIM_MS = 15_000;

interface Recovery {
  /** From the fault until a picture that was not there before it, or the same one after a break, is on the glass. */
  readonly darkMs: number;
  readonly blackMs: number;
  /** Steps of the watchdog that were told of it. */
  readonly steps: readonly string[];
}

/** Ends one process of the display after the other under still pictures, and says how long no picture was there. */
export async function benchPictureFaults(isLong: boolean): Promise<Result[]> {
  const [rendererRounds, rounds, slowRounds] = isLong ? [40, 12, 4] : [20, 4, 1];
  const rig = await ScreenRig.create();
  try {
    await rig.addPictures(1, PICTURES, SLOT_MS);
    await rig.world.publish();
    rig.start();
    await rig.untilShown("the first picture", 60_000);
    await rig.agent.line("slate-picture-drawn", 60_000);
    const renderer = await repeat(rendererRounds, rig, kill(rig, "SIGKILL", "--type=renderer"), 20_000);
    const gpu = await repeat(GPU_ROUNDS, rig, kill(rig, "SIGKILL", "--type=gpu-process"), 20_000);
    const browser = await repeat(rounds, rig, kill(rig, "SIGKILL", "--remote-debugging-pipe"), 60_000);
    const memory = await repeat(slowRounds, rig, starveOfMemory(rig), 60_000);
    const hang = await repeat(slowRounds, rig, kill(rig, "SIGSTOP", "--type=renderer"), 60_000);
    const coldMs = percentile(await coldStarts(rounds, rig), 0.5);
    const all = [...renderer, ...gpu, ...browser, ...memory, ...hang];
    const toldWrong = [
      ...otherwise([...renderer, ...memory], "reload crashed"),
      ...otherwise(browser, "restart browser-ended"),
      ...otherwise(gpu),
      ...otherwise(hang, "reload silent", "kill silent"),
    ];
    return [
      timeResult("renderer killed, until a picture, median", dark(renderer, 0.5), RENDERER_AIM_MS),
      timeResult("renderer killed, until a picture, p95", dark(renderer, 0.95), RENDERER_AIM_MS),
      timeResult("graphics process killed under a picture, until a picture, worst", dark(gpu, 1), RENDERER_AIM_MS),
      timeResult(
        `browser killed, until a picture, median; a cold start takes ${coldMs} ms`,
        dark(browser, 0.5),
        coldMs * BROWSER_AIM_RATIO,
      ),
      timeResult(
        "renderer out of memory, until a picture, worst",
        memory.some(({ steps }) => steps.length === 0) ? Number.NaN : dark(memory, 1),
        SLOW_AIM_MS,
      ),
      timeResult("renderer hangs, until a picture, worst", dark(hang, 1), SLOW_AIM_MS),
      blackResult("longest black after any of them", Math.max(...all.map(({ blackMs }) => blackMs))),
      noneResult("faults not told just once", toldWrong.length),
    ];
  } finally {
    await rig.close();
  }
}

async function repeat(count: number, rig: ScreenRig, fault: Fault, withinMs: number): Promise<Recovery[]> {
  const found: Recovery[] = [];
  for (let round = 0; round < count; round += 1) {
    await untilSettled(rig);
    const watch = await watchGlass(rig.buffer);
    const told = rig.agent.lines.length;
    const since = () => rig.agent.lines.slice(told);
    const faultAtMs = monotonicMs();
    await fault();
    const isBack = () => since().some(({ event, airingSha256 }) => event === "playing" && airingSha256);
    await until(
      "a picture after the fault",
      withinMs,
      async () => (isBack() && (await rig.itemOnGlass())) || undefined,
    );
    await untilSettled(rig, 1);
    const { runs } = toRuns(await watch.stop());
    const steps = since().flatMap(({ event, step, reason }) => (event === "watchdog" ? [`${step} ${reason}`] : []));
    const recovery = { ...recoveryOf(runs, faultAtMs), steps };
    found.push(recovery);
    process.stdout.write(`${JSON.stringify(recovery)}\n`);
  }
  return found;
}

/** It lasts until the last pause has ended; without any there was none: the process was replaced beneath it. */
function recoveryOf(runs: readonly GlassRun[], faultAtMs: number): Omit<Recovery, "steps"> {
  const after = runs.filter(({ untilMs }) => untilMs > faultAtMs);
  const untilMs = after.at(-1)?.untilMs ?? faultAtMs;
  const blackMs = longestBlackMs(after, { fromMs: faultAtMs, untilMs });
  const lost = pauses(after).filter((pause) => pause.untilMs - pause.fromMs > SEAM_MS);
  const backAtMs = lost.at(-1)?.untilMs ?? faultAtMs;
  return { darkMs: Math.round(backAtMs - faultAtMs), blackMs };
}

/** From the start of the agent, on its disk alone, until the first picture is on the glass. */
async function coldStarts(count: number, rig: ScreenRig): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round += 1) {
    await rig.agent.end("SIGTERM");
    const startedMs = monotonicMs();
    rig.start();
    while ((await rig.itemOnGlass()) === undefined) await new Promise((resolve) => setImmediate(resolve));
    times.push(Math.round(monotonicMs() - startedMs));
    await untilSettled(rig);
  }
  return times;
}

const otherwise = (recoveries: readonly Recovery[], ...expected: readonly string[]): Recovery[] =>
  recoveries.filter(({ steps }) => steps.join() !== expected.join());

const dark = (recoveries: readonly Recovery[], share: number): number =>
  percentile(
    recoveries.map(({ darkMs }) => darkMs),
    share,
  );
