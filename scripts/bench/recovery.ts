import { cpus, loadavg } from "node:os";
import { ScreenRig } from "../../tests/faults/screen-rig.ts";
import { BLACK } from "../../tests/support/frame-buffer-code.ts";
import { type GlassRun, toRuns } from "../../tests/support/frame-buffer-runs.ts";
import { monotonicMs, watchGlass } from "../../tests/support/frame-buffer-watch.ts";
import { until } from "../../tests/support/processes.ts";

const IS_LONG = process.argv.includes("--long");
const RENDERER_ROUNDS = IS_LONG ? 40 : 20;
const BROWSER_ROUNDS = IS_LONG ? 12 : 5;
const SLOW_ROUNDS = IS_LONG ? 4 : 1;
const SLOT_MS = 2_500;
/** More pictures than kills that fall together, so that none is taken for the cause. */
const PICTURES = 24;
const RENDERER_AIM_MS = 500;
const BROWSER_AIM_RATIO = 1.5;
const SLOW_AIM_MS = 15_000;

interface Recovery {
  /** From the fault until a picture that was not there before it, or the same one after a break, is on the glass. */
  readonly darkMs: number;
  readonly blackMs: number;
}

/** Faults of the display on a whole player, read from the display's memory; the last line holds the figures. */
async function bench(): Promise<void> {
  const rig = await ScreenRig.create();
  try {
    await rig.addPictures(1, PICTURES, SLOT_MS);
    await rig.world.publish();
    rig.start();
    await rig.untilShown("the first picture", 60_000);
    await rig.agent.line("slate-picture-drawn", 60_000);
    const kill =
      (signal: NodeJS.Signals, ...words: string[]) =>
      async () => {
        for (const pid of await rig.processes(...words)) process.kill(pid, signal);
      };
    const renderer = await rounds(RENDERER_ROUNDS, rig, kill("SIGKILL", "--type=renderer"), 20_000);
    const gpu = await rounds(BROWSER_ROUNDS, rig, kill("SIGKILL", "--type=gpu-process"), 20_000);
    const browser = await rounds(BROWSER_ROUNDS, rig, kill("SIGKILL", "--remote-debugging-pipe"), 60_000);
    const hang = await rounds(SLOW_ROUNDS, rig, kill("SIGSTOP", "--type=renderer"), 60_000);
    const coldMs = await coldStarts(rig);
    print(renderer, gpu, browser, hang, coldMs);
  } finally {
    await rig.close();
  }
}

async function rounds(
  count: number,
  rig: ScreenRig,
  fault: () => Promise<void>,
  withinMs: number,
): Promise<Recovery[]> {
  const found: Recovery[] = [];
  for (let round = 0; round < count; round += 1) {
    await untilSettled(rig);
    const watch = await watchGlass(rig.buffer);
    const told = rig.agent.lines.length;
    const faultAtMs = monotonicMs();
    await fault();
    const isBack = () =>
      rig.agent.lines.slice(told).some(({ event, airingSha256 }) => event === "playing" && airingSha256);
    await until(
      "a picture after the fault",
      withinMs,
      async () => (isBack() && (await rig.itemOnGlass())) || undefined,
    );
    await untilSettled(rig, 1);
    const { runs } = toRuns(await watch.stop());
    found.push(recoveryOf(runs, faultAtMs));
    process.stdout.write(`${JSON.stringify(found.at(-1))}\n`);
  }
  return found;
}

/** Waits until so many items have begun: after two the page has proved itself, and nobody is suspected any more. */
async function untilSettled(rig: ScreenRig, items = 2): Promise<void> {
  const told = rig.agent.lines.length;
  const shown = () => rig.agent.lines.slice(told).filter(({ event }) => event === "playing").length;
  await until("the next items", 120_000, () => shown() >= items || undefined);
}

/** Without a break in the picture there was none: the process was replaced beneath it. */
function recoveryOf(runs: readonly GlassRun[], faultAtMs: number): Recovery {
  const after = runs.filter(({ untilMs }) => untilMs > faultAtMs);
  const firstBreak = after.findIndex(({ code }) => code < 0);
  if (firstBreak < 0) return { darkMs: 0, blackMs: 0 };
  const fromMs = Math.max(faultAtMs, after[firstBreak]?.fromMs ?? faultAtMs);
  const backAtMs = after.slice(firstBreak).find(({ code }) => code >= 0)?.fromMs ?? after.at(-1)?.untilMs ?? fromMs;
  const black = after
    .filter(({ code }) => code === BLACK)
    .map(({ fromMs, untilMs }) => untilMs - Math.max(fromMs, faultAtMs));
  return { darkMs: Math.round(backAtMs - faultAtMs), blackMs: Math.round(Math.max(0, ...black)) };
}

/** From the start of the agent, on its disk alone, until the first picture is on the glass. */
async function coldStarts(rig: ScreenRig): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < BROWSER_ROUNDS; round += 1) {
    await rig.agent.end("SIGTERM");
    const startedMs = monotonicMs();
    rig.start();
    while ((await rig.itemOnGlass()) === undefined) await new Promise((resolve) => setImmediate(resolve));
    times.push(Math.round(monotonicMs() - startedMs));
    await untilSettled(rig);
  }
  return times;
}

function print(
  renderer: readonly Recovery[],
  gpu: readonly Recovery[],
  browser: readonly Recovery[],
  hang: readonly Recovery[],
  coldMs: readonly number[],
): void {
  const cold = percentile(coldMs, 0.5);
  const all = [...renderer, ...gpu, ...browser, ...hang];
  const dark = (recoveries: readonly Recovery[], share: number) =>
    percentile(
      recoveries.map(({ darkMs }) => darkMs),
      share,
    );
  const results = [
    line("renderer killed, until a picture, p95", dark(renderer, 0.95), RENDERER_AIM_MS),
    line("graphics process killed, until a picture, p95", dark(gpu, 0.95), RENDERER_AIM_MS),
    line(
      `browser killed, until a picture, median; a cold start takes ${cold} ms`,
      dark(browser, 0.5),
      cold * BROWSER_AIM_RATIO,
    ),
    line("renderer hangs, until a picture, worst", dark(hang, 1), SLOW_AIM_MS),
    line("longest black after any of them", Math.max(...all.map(({ blackMs }) => blackMs)), 1),
  ];
  // Our own rig needs about one core; what waits beyond the cores there are is other people's work.
  const load = Number((loadavg()[0] ?? 0).toFixed(1));
  process.stdout.write(`${JSON.stringify({ bench: "recovery", load, contended: load > cpus().length, results })}\n`);
}

function line(what: string, ours: number, limit: number) {
  const ratio = Number((ours / limit).toFixed(3));
  return { what, ours, limit: Math.round(limit), unit: "ms", ratio, aim: "<= 1", met: ours <= limit };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

await bench();
