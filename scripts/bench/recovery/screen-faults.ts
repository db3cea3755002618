import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { ScreenRig } from "../../../tests/faults/screen-rig.ts";
import { until } from "../../../tests/support/processes.ts";

const run = promisify(execFile);

/** Something that happens to the display of a player. */
export type Fault = () => Promise<void>;

/** Sends `signal` to every process of the browser with these words in its command. Throws when there is none. */
export function kill(rig: ScreenRig, signal: NodeJS.Signals, ...words: readonly string[]): Fault {
  return async () => {
    const pids = await rig.processes(...words);
    if (pids.length === 0) throw new Error(`There is no process of ${words.join(" ")}.`);
    for (const pid of pids) process.kill(pid, signal);
  };
}

/**
 * Gives the renderers no more memory of their own than they have now: the next they ask for is refused, and they die of
 * it. Their address space would be the wrong thing to limit: they reserve far more of it at their start than they use.
 */
export function starveOfMemory(rig: ScreenRig): Fault {
  return async () => {
    for (const pid of await rig.processes("--type=renderer")) {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      const sizeKb = Number(/^VmData:\s+(\d+) kB/m.exec(status)?.[1]);
      await run("prlimit", ["--pid", String(pid), `--data=${sizeKb * 1_024}`]);
    }
  };
}

/** Waits until so many items have begun: after two the page has proved itself, and nobody is suspected any more. */
export async function untilSettled(rig: ScreenRig, items = 2): Promise<void> {
  const told = rig.agent.lines.length;
  const shown = () => rig.agent.lines.slice(told).filter(({ event }) => event === "playing").length;
  await until("the next items", 120_000, () => shown() >= items || undefined);
}
