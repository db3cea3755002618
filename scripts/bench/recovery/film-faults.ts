import { setTimeout as wait } from "node:timers/promises";
import { ScreenRig } from "../../../tests/faults/screen-rig.ts";
import { toRuns } from "../../../tests/support/frame-buffer-runs.ts";
import { monotonicMs, watchGlass } from "../../../tests/support/frame-buffer-watch.ts";
import type { CodedItem } from "../stage/coded-items.ts";
import { longestBlackMs, longestWaitForFrameMs } from "./glass-figures.ts";
import { GPU_ROUNDS } from "./picture-faults.ts";
import { blackResult, frozenResult, noneResult, type Result } from "./results.ts";
import { type Fault, kill, untilSettled } from "./screen-faults.ts";

/** What a fault may still do to the picture is over by then. */
const AFTERWARDS_MS = 5_000;

interface Disturbance {
  readonly stoodMs: number;
  readonly blackMs: number;
  readonly steps: number;
}

/** Ends the processes that work for the page under a run of films, and says how long no new frame came. */
export async function benchFilmFaults(films: readonly CodedItem[], isLong: boolean): Promise<Result[]> {
  const rounds = isLong ? 12 : 3;
  const rig = await ScreenRig.create();
  try {
    for (const { bytes, durationMs } of films) {
      await rig.world.addItem({ kind: "video", bytes, durationMs: durationMs ?? 0 });
    }
    await rig.world.publish();
    rig.start();
    await rig.untilShown("the first film", 60_000);
    await rig.agent.line("slate-picture-drawn", 60_000);
    const none = await repeat(rounds, rig, async () => undefined);
    const gpu = await repeat(GPU_ROUNDS, rig, kill(rig, "SIGKILL", "--type=gpu-process"));
    const network = await repeat(rounds, rig, kill(rig, "SIGKILL", "network.mojom.NetworkService"));
    const all = [...gpu, ...network];
    return [
      frozenResult("films without a fault, longest wait for a frame, for comparison", worst(none)),
      frozenResult("graphics process killed under films, longest wait for a frame", worst(gpu)),
      frozenResult("network process killed under films, longest wait for a frame", worst(network)),
      blackResult("longest black after either", Math.max(...all.map(({ blackMs }) => blackMs))),
      noneResult("pages loaded anew for either", all.filter(({ steps }) => steps > 0).length),
    ];
  } finally {
    await rig.close();
  }
}

async function repeat(count: number, rig: ScreenRig, fault: Fault): Promise<Disturbance[]> {
  const found: Disturbance[] = [];
  for (let round = 0; round < count; round += 1) {
    await untilSettled(rig);
    const watch = await watchGlass(rig.buffer);
    const told = rig.agent.lines.length;
    const fromMs = monotonicMs();
    await fault();
    await wait(AFTERWARDS_MS);
    const { runs } = toRuns(await watch.stop());
    const stretch = { fromMs, untilMs: runs.at(-1)?.untilMs ?? fromMs };
    const disturbance = {
      stoodMs: longestWaitForFrameMs(runs, stretch),
      blackMs: longestBlackMs(runs, stretch),
      steps: rig.agent.lines.slice(told).filter(({ event }) => event === "watchdog").length,
    };
    found.push(disturbance);
    process.stdout.write(`${JSON.stringify(disturbance)}\n`);
  }
  return found;
}

const worst = (disturbances: readonly Disturbance[]): number => Math.max(...disturbances.map(({ stoodMs }) => stoodMs));
