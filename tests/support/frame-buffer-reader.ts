import { openSync, readSync } from "node:fs";
import type { StripPlace } from "./frame-buffer.ts";
import { type KnownStill, readStrip, STRIP } from "./frame-buffer-code.ts";
import { levelsIn } from "./frame-buffer-strip.ts";

/** What the reader is told once, as its only argument. */
export interface ReaderOrder {
  readonly strip: StripPlace;
  readonly stills: readonly KnownStill[];
  readonly readsPerSecond: number;
}

/** Everything the reader saw: at `timesMs[i]` of the machine's monotonic clock the glass showed `codes[i]`. */
export interface GlassSamples {
  readonly timesMs: Float64Array;
  readonly codes: Int32Array;
}

const READS_A_TURN = 30;
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A process of its own, so that nothing else it does can make it late. Reads until it is told to stop. */
function run({ strip, stills, readsPerSecond }: ReaderOrder): void {
  const file = openSync(strip.path, "r");
  const row = Buffer.alloc(strip.lengthBytes);
  const levels = new Uint8Array(STRIP.cells);
  const clock = new Int32Array(new SharedArrayBuffer(4));
  const times: number[] = [];
  const codes: number[] = [];
  const periodMs = 1_000 / readsPerSecond;
  let isStopped = false;
  let nextAtMs = nowMs();

  const turn = (): void => {
    for (let count = 0; count < READS_A_TURN; count += 1) {
      const restMs = nextAtMs - nowMs();
      if (restMs > 0) Atomics.wait(clock, 0, 0, restMs);
      const atMs = nowMs();
      readSync(file, row, 0, strip.lengthBytes, strip.offsetBytes);
      times.push(atMs);
      codes.push(readStrip(levelsIn(row, levels), stills));
      nextAtMs = Math.max(nextAtMs + periodMs, atMs);
    }
    if (!isStopped) {
      setImmediate(turn);
      return;
    }
    const samples: GlassSamples = { timesMs: Float64Array.from(times), codes: Int32Array.from(codes) };
    process.send?.(samples, () => process.disconnect());
  };
  process.once("message", () => {
    isStopped = true;
  });
  // Whoever asked has gone: nobody will take what was read.
  process.once("disconnect", () => process.exit());
  process.send?.("reading");
  turn();
}

run(JSON.parse(process.argv[2] ?? "") as ReaderOrder);
