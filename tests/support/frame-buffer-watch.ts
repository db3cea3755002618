import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FrameBuffer } from "./frame-buffer.ts";
import type { KnownStill } from "./frame-buffer-code.ts";
import type { GlassSamples, ReaderOrder } from "./frame-buffer-reader.ts";

const READS_PER_SECOND = 300;
/** Asks the kernel to run a program before all ordinary ones. */
const REAL_TIME = ["--fifo", "10"];

/** The glass being read about 300 times a second by a process of its own. */
export interface GlassWatch {
  readonly pid: number;
  /** Ends the reading and returns all of it. */
  stop(): Promise<GlassSamples>;
}

/** Resolves once the first reading is on its way. */
export async function watchGlass(
  buffer: Pick<FrameBuffer, "strip">,
  stills: readonly KnownStill[] = [],
): Promise<GlassWatch> {
  const order: ReaderOrder = { strip: buffer.strip, stills, readsPerSecond: READS_PER_SECOND };
  const tsx = ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href];
  const child = fork(fileURLToPath(new URL("./frame-buffer-reader.ts", import.meta.url)), [JSON.stringify(order)], {
    // Late reading blurs every figure: where it may, the reader comes before everything else.
    ...(mayComeFirst() ? { execPath: "chrt", execArgv: [...REAL_TIME, process.execPath, ...tsx] } : { execArgv: tsx }),
    serialization: "advanced",
  });
  await once(child, "message");
  return {
    pid: child.pid ?? 0,
    async stop() {
      const told = once(child, "message");
      child.send("stop");
      const [samples] = (await told) as [GlassSamples];
      return samples;
    },
  };
}

function mayComeFirst(): boolean {
  return spawnSync("chrt", [...REAL_TIME, "true"], { stdio: "ignore" }).status === 0;
}

/** This instant on the reader's clock. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
