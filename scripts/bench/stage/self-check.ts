import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type FrameBuffer, startFrameBuffer } from "../../../tests/support/frame-buffer.ts";
import { GLASS, STRIP } from "../../../tests/support/frame-buffer-code.ts";
import { lateShare } from "../../../tests/support/frame-buffer-runs.ts";
import { watchGlass } from "../../../tests/support/frame-buffer-watch.ts";
import { until } from "../../../tests/support/processes.ts";
import { FAULT_CYCLE, FAULT_MS, type FaultStep, faultSteps, LAST_CODE } from "./fault-steps.ts";
import { startKiosk } from "./kiosk.ts";
import { findSeams, type Seam } from "./seams.ts";
import { median } from "./statistics.ts";

/** A page paints at 60 Hz, so an edge is a frame of the display early or late; and as much again for a busy machine. */
const EDGE_MS = 34;
/** A hiccup of the machine spoils one turn, not the middle one. */
const TURNS = 5;

/** What the reader made of the page of faults, the middle of all turns; nothing of it may be `NaN`. */
export interface SelfCheck {
  /** Seams without a fault: gap, and all black and stale time of all turns together. */
  readonly cleanMs: number;
  readonly cleanFaultsMs: number;
  readonly blackMs: number;
  readonly blackGapMs: number;
  /** A frame that stands three times its time. */
  readonly overheldMs: number;
  readonly staleMs: number;
  readonly staleFrames: number;
  readonly unreadableMs: number;
  readonly lateShare: number;
}

/** Shows the page of faults on a real display, in a real browser, and reads it. */
export async function runSelfCheck(): Promise<SelfCheck> {
  const buffer = await startFrameBuffer();
  const directory = await mkdtemp(join(tmpdir(), "self-check-"));
  try {
    const page = join(directory, "faults.html");
    await writeFile(page, faultPage(faultSteps(TURNS)));
    return await readFaults(buffer, pathToFileURL(page).href);
  } finally {
    await buffer.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What the reader missed or saw where there was nothing, in words; empty when it can be trusted. */
export function faultsMissed(seen: SelfCheck): string[] {
  const told = (what: string, measuredMs: number, plannedMs: number): string[] =>
    Math.abs(measuredMs - plannedMs) <= EDGE_MS ? [] : [`${what}: ${measuredMs.toFixed(1)} ms for ${plannedMs} ms`];
  return [
    ...told("clean seam", seen.cleanMs, 0),
    ...told("black", seen.blackMs, FAULT_MS.black),
    ...told("gap of the black seam", seen.blackGapMs, FAULT_MS.black),
    ...told("last frame overheld", seen.overheldMs, FAULT_MS.overheld),
    ...told("stale frame", seen.staleMs, FAULT_MS.stale),
    ...(seen.staleFrames === 1 ? [] : [`stale frames: ${seen.staleFrames} for 1`]),
    ...told("half a picture", seen.unreadableMs, FAULT_MS.unreadable),
    ...(seen.cleanFaultsMs > 0 ? [`black or stale at clean seams: ${seen.cleanFaultsMs.toFixed(1)} ms`] : []),
  ];
}

async function readFaults(buffer: FrameBuffer, url: string): Promise<SelfCheck> {
  const kiosk = await startKiosk(buffer.display, url);
  try {
    const watch = await watchGlass(buffer);
    await until("the last frame of the page of faults", 60_000, async () =>
      (await buffer.readCode()) === LAST_CODE ? true : undefined,
    );
    const samples = await watch.stop();
    return { ...summary(findSeams(samples, FAULT_CYCLE).seams), lateShare: lateShare(samples, 10) };
  } finally {
    await kiosk.stop();
  }
}

/** Seams 1→2 are clean, 2→3 black, 3→4 overheld, 4→5 stale, 5→1 unreadable. */
function summary(seams: readonly Seam[]): Omit<SelfCheck, "lateShare"> {
  const [clean = [], black = [], overheld = [], stale = [], unreadable = []] = FAULT_CYCLE.map(({ item }) =>
    seams.filter(({ fromItem }) => fromItem === item),
  );
  return {
    cleanMs: median(clean.map(({ gapMs }) => gapMs)),
    cleanFaultsMs: clean.reduce((sum, { blackMs, staleMs }) => sum + blackMs + staleMs, 0),
    blackMs: median(black.map(({ blackMs }) => blackMs)),
    blackGapMs: median(black.map(({ gapMs }) => gapMs)),
    overheldMs: median(overheld.map(({ lastOverheldMs }) => lastOverheldMs)),
    staleMs: median(stale.map(({ staleMs }) => staleMs)),
    staleFrames: median(stale.map(({ staleFrames }) => staleFrames)),
    unreadableMs: median(unreadable.map(({ blackMs }) => blackMs)),
  };
}

/** Draws each step for its time, to the nearest frame of the display. */
function faultPage(steps: readonly FaultStep[]): string {
  const { widthPx, heightPx } = GLASS;
  return `<!doctype html><meta charset="utf-8"><style>html,body{margin:0;background:#678;overflow:hidden}</style>
<canvas width="${widthPx}" height="${heightPx}" style="display:block"></canvas><script>
const steps = ${JSON.stringify(steps)};
const ink = document.querySelector("canvas").getContext("2d", { alpha: false });
const fill = (colour, x, y, w, h) => { ink.fillStyle = colour; ink.fillRect(x, y, w, h); };
const draw = (step) => {
  fill(step === "black" ? "#000" : "#567", 0, 0, ${widthPx}, ${heightPx});
  if (Array.isArray(step)) step.forEach((white, index) =>
    fill(white ? "#fff" : "#000", ${STRIP.leftPx} + index * ${STRIP.cellPx}, ${STRIP.topPx}, ${STRIP.cellPx}, ${STRIP.heightPx}));
};
let drawn = -1;
let nextAt = Infinity;
draw("grey");
const tick = (now) => {
  if (nextAt === Infinity) nextAt = now + 1500;
  // Never skipped, only late: a busy machine makes a fault longer, not absent.
  if (drawn + 1 < steps.length && now >= nextAt - 4) {
    drawn += 1;
    draw(steps[drawn][0]);
    nextAt = now - nextAt > 12 ? now + steps[drawn][1] : nextAt + steps[drawn][1];
  }
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
</script>`;
}
