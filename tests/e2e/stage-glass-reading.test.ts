import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FAULT_CYCLE, FAULT_MS, type FaultStep, faultSteps } from "../../scripts/bench/stage/fault-steps.ts";
import { startKiosk } from "../../scripts/bench/stage/kiosk.ts";
import { findSeams, type Seam } from "../../scripts/bench/stage/seams.ts";
import { type FrameBuffer, startFrameBuffer } from "../support/frame-buffer.ts";
import { BLACK, codeOf, readStrip, STRIP } from "../support/frame-buffer-code.ts";
import { makeStripPage } from "../support/frame-buffer-page.ts";
import type { GlassSamples } from "../support/frame-buffer-reader.ts";
import { levelsIn } from "../support/frame-buffer-strip.ts";
import { monotonicMs, watchGlass } from "../support/frame-buffer-watch.ts";
import { until } from "../support/processes.ts";

/** Two readings, and writing is not at an instant either. */
const NEAR_MS = 12;
const TURNS = 2;
const ROW_BYTES = STRIP.cells * STRIP.cellPx * 4;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "glass-reading-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Paints the steps into a file as an X server does, and keeps when it really did. */
function paint(path: string, steps: readonly FaultStep[]): GlassSamples {
  const file = openSync(path, "r+");
  const timesMs: number[] = [];
  const codes: number[] = [];
  let dueMs = monotonicMs();
  for (const [cells, forMs] of steps) {
    const row = Buffer.alloc(ROW_BYTES);
    for (let cell = 0; cell < STRIP.cells; cell += 1) {
      const level = cells === "grey" ? 100 : cells !== "black" && cells[cell] === true ? 255 : 0;
      row.fill(level, cell * STRIP.cellPx * 4, (cell + 1) * STRIP.cellPx * 4);
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, dueMs - monotonicMs()));
    writeSync(file, row, 0, ROW_BYTES, 0);
    const atMs = monotonicMs();
    // Twice, because one reading alone is taken for a torn one.
    timesMs.push(atMs, atMs + 1);
    const code = readStrip(levelsIn(row, new Uint8Array(STRIP.cells)), []);
    codes.push(code, code);
    dueMs = atMs + forMs;
  }
  closeSync(file);
  return { timesMs: Float64Array.from(timesMs), codes: Int32Array.from(codes) };
}

async function untilGlassShows(buffer: FrameBuffer, code: number): Promise<void> {
  await until(`reading ${code}`, 30_000, async () => ((await buffer.readCode()) === code ? true : undefined));
}

describe("what the stage is measured with", () => {
  test("a black of 100 ms and a frame shown three times too long are seen, as long as they really were, and nothing where nothing was", async () => {
    const path = join(directory, "strip");
    writeFileSync(path, Buffer.alloc(ROW_BYTES));
    const watch = await watchGlass({ strip: { path, offsetBytes: 0, lengthBytes: ROW_BYTES } });
    const painted = findSeams(paint(path, faultSteps(TURNS)), FAULT_CYCLE).seams;
    const seen = findSeams(await watch.stop(), FAULT_CYCLE).seams;
    expect(seen.map(({ fromItem, toItem }) => [fromItem, toItem])).toEqual(
      painted.map(({ fromItem, toItem }) => [fromItem, toItem]),
    );
    const judged = (item: number): [Seam, Seam][] =>
      seen.flatMap((seam, index) => {
        const truth = painted[index];
        return seam.fromItem === item && !seam.isBlind && truth !== undefined ? [[seam, truth]] : [];
      });
    for (const { item } of FAULT_CYCLE) {
      expect(judged(item).length, `seams after item ${item} at which the reader was awake`).toBeGreaterThan(0);
      for (const [seam, truth] of judged(item)) {
        expect(Math.abs(seam.gapMs - truth.gapMs)).toBeLessThan(2 * NEAR_MS);
        expect(Math.abs(seam.blackMs - truth.blackMs)).toBeLessThan(NEAR_MS);
        expect(Math.abs(seam.lastOverheldMs - truth.lastOverheldMs)).toBeLessThan(NEAR_MS);
        expect(Math.abs(seam.staleMs - truth.staleMs)).toBeLessThan(NEAR_MS);
        expect(seam.staleFrames).toBe(truth.staleFrames);
      }
    }
    for (const [seam] of judged(1)) expect(seam).toMatchObject({ blackMs: 0, staleMs: 0, isWrongOrder: false });
    for (const [seam] of judged(2)) expect(seam.blackMs).toBeGreaterThan(FAULT_MS.black - NEAR_MS);
    for (const [seam] of judged(3)) expect(seam.lastOverheldMs).toBeGreaterThan(FAULT_MS.overheld - NEAR_MS);
    for (const [seam] of judged(4)) expect(seam.staleMs).toBeGreaterThan(FAULT_MS.stale - NEAR_MS);
  });

  test("what a browser draws on the display is read from its memory: a code, then black", async () => {
    const buffer = await startFrameBuffer();
    const page = join(directory, "strip.html");
    writeFileSync(page, makeStripPage(codeOf(5, 77)));
    const kiosk = await startKiosk(buffer.display, `file://${page}`);
    try {
      await untilGlassShows(buffer, codeOf(5, 77));
      await kiosk.ask(async (call) => {
        await call("Runtime.evaluate", { expression: "document.body.replaceChildren()" });
      });
      await untilGlassShows(buffer, BLACK);
    } finally {
      await kiosk.stop();
      await buffer.stop();
    }
  });
});
