import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type FrameBuffer, startFrameBuffer } from "../../tests/support/frame-buffer.ts";
import { itemOf } from "../../tests/support/frame-buffer-code.ts";
import { monotonicMs, watchGlass } from "../../tests/support/frame-buffer-watch.ts";
import { until } from "../../tests/support/processes.ts";
import { type CodedItem, CodedItems } from "./stage/coded-items.ts";
import { endProcess, prepareColdPlayer } from "./stage/cold-player.ts";
import { CHROMIUM_PATH, kioskEnvironment, kioskFlags } from "./stage/kiosk.ts";
import { machineCpuSeconds, treeCpuSeconds } from "./stage/processes.ts";
import { median, spreadOf } from "./stage/statistics.ts";
import { type BenchResult, judgeMedian } from "./stage/verdict.ts";

/** The bar is that of a start after a power cut; the warm one is told beside it. */
const ROUNDS = { cold: 25, warm: 9 } as const;
const LIMIT = 1.2;
const FIRST_FRAME_WITHIN_MS = 60_000;
const CLIP_ITEM = 1;
const PICTURE_ITEM = 11;
const CLIP_FRAMES = 120;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * `cold`: as after a power cut, nothing of any program or file is in memory. `warm`: as after a crash, all of it is; the
 * disk, which both read alike, is left out of the comparison.
 */
type FileCache = "cold" | "warm";

/** Empties the machine's file cache; false where that is not allowed. */
async function emptyFileCache(): Promise<boolean> {
  spawnSync("sync");
  try {
    await writeFile("/proc/sys/vm/drop_caches", "3");
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds from starting a process until the glass shows the first frame of `item`. */
async function untilFirstFrame(
  buffer: FrameBuffer,
  item: number,
  start: () => ChildProcess,
): Promise<{ ms: number; otherCores: number }> {
  await until("an empty glass", FIRST_FRAME_WITHIN_MS, async () => ((await buffer.readCode()) < 0 ? true : undefined));
  const watch = await watchGlass(buffer);
  const use = async () => (await machineCpuSeconds()) - (await treeCpuSeconds(process.pid));
  const others = await use();
  const startedAtMs = monotonicMs();
  const child = start();
  child.stdout?.resume();
  try {
    await until("the first frame", FIRST_FRAME_WITHIN_MS, async () => {
      const code = await buffer.readCode();
      return code >= 0 && itemOf(code) === item ? true : undefined;
    });
    const seconds = (monotonicMs() - startedAtMs) / 1_000;
    const otherCores = Math.max(0, ((await use()) - others) / seconds);
    const { timesMs, codes } = await watch.stop();
    const first = codes.findIndex((code) => code >= 0 && itemOf(code) === item);
    return { ms: (timesMs[first] ?? Number.NaN) - startedAtMs, otherCores };
  } finally {
    await endProcess(child);
  }
}

/** The same flags and a fresh profile, and the file itself as its page. */
function startBareChromium(display: string, profileDir: string, filePath: string): ChildProcess {
  const flags = kioskFlags(profileDir).filter((flag) => flag !== "about:blank" && flag !== "--remote-debugging-pipe");
  return spawn(CHROMIUM_PATH, [...flags, pathToFileURL(filePath).href], {
    env: kioskEnvironment(display),
    stdio: "ignore",
  });
}

interface Rivals {
  readonly what: "clip" | "picture";
  readonly item: number;
  readonly startPlayer: () => ChildProcess;
  readonly startBare: () => ChildProcess;
}

/** Where a race is prepared: on the disk what a player keeps, in memory what need not outlive a start. */
interface Folders {
  readonly disk: string;
  readonly memory: string;
}

async function prepareRivals(buffer: FrameBuffer, folders: Folders, item: number, media: CodedItem): Promise<Rivals> {
  const what = media.mediaType === "video/mp4" ? "clip" : "picture";
  const { disk, memory } = folders;
  const filePath = join(disk, what === "clip" ? "clip.mp4" : "picture.webp");
  const playerDir = join(disk, `player-${what}`);
  await mkdir(playerDir);
  await writeFile(filePath, media.bytes);
  const player = await prepareColdPlayer(playerDir, join(memory, `player-${what}`), media);
  let starts = 0;
  return {
    what,
    item,
    startPlayer: () => player.start(buffer.display),
    startBare: () => {
      starts += 1;
      return startBareChromium(buffer.display, join(memory, `bare-${what}-${starts}`), filePath);
    },
  };
}

const roundsOf = (cache: FileCache): number => Number(process.env.BENCH_ROUNDS ?? ROUNDS[cache]);

/** Both in turn, ours first in every other round. */
async function measure(buffer: FrameBuffer, rivals: Rivals, cache: FileCache): Promise<BenchResult> {
  const { what, item, startPlayer, startBare } = rivals;
  const ours: number[] = [];
  const bare: number[] = [];
  const others: number[] = [];
  const once = async (into: number[], start: () => ChildProcess): Promise<void> => {
    if (cache === "cold") await emptyFileCache();
    const { ms, otherCores } = await untilFirstFrame(buffer, item, start);
    others.push(otherCores);
    into.push(ms);
  };
  for (let round = 0; round < roundsOf(cache); round += 1) {
    const runs = [() => once(ours, startPlayer), () => once(bare, startBare)];
    for (const run of round % 2 === 0 ? runs : runs.reverse()) await run();
  }
  const told = (values: readonly number[]): string => {
    const spread = spreadOf(values);
    return `${spread.median.toFixed(0)} ms (${spread.least.toFixed(0)}–${spread.most.toFixed(0)})`;
  };
  const label = `${what}, ${cache} file cache`;
  say(`${label}: player ${told(ours)}, bare Chromium ${told(bare)}, others used ${median(others).toFixed(1)} cores`);
  const ratios = ours.map((ms, round) => ms / (bare[round] ?? Number.NaN));
  const result = judgeMedian(
    `start without network to the first frame of a ${label}, of bare Chromium`,
    ratios,
    LIMIT,
    "times",
    {
      busyCores: median(others),
      note: `player ${told(ours)}, bare ${told(bare)}`,
    },
  );
  const [from, to] = result.interval ?? [];
  const within = from === undefined || to === undefined ? "too few rounds to judge" : `95 %: ${from}–${to}`;
  say(
    `${label}: ${result.ours} times (${within}; all ${ratios.length}: ${result.spread.join("–")}), ${result.verdict}`,
  );
  return result;
}

async function bench(): Promise<void> {
  // On the disk, as a player's store is: what lies in memory cannot be cold. Both browsers' profiles are in memory.
  const directory = await mkdtemp(join(tmpdir(), "bench-cold-"));
  const memory = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "bench-cold-"));
  const folders = { disk: directory, memory };
  const buffer = await startFrameBuffer();
  try {
    const items = await CodedItems.open(join(directory, "items"));
    const clip = await prepareRivals(buffer, folders, CLIP_ITEM, await items.makeClip([CLIP_ITEM], CLIP_FRAMES));
    const picture = await prepareRivals(buffer, folders, PICTURE_ITEM, await items.makePicture(PICTURE_ITEM));
    const canBeCold = await emptyFileCache();
    if (!canBeCold) say("The file cache cannot be emptied here (only root may): the cold starts are left out.");
    const results: BenchResult[] = [];
    for (const cache of canBeCold ? (["cold", "warm"] as const) : (["warm"] as const)) {
      for (const rivals of [clip, picture]) results.push(await measure(buffer, rivals, cache));
    }
    say(JSON.stringify({ bench: "cold-start", results }));
  } finally {
    await buffer.stop();
    for (const folder of [directory, memory]) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

// What was started ends with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await bench();
