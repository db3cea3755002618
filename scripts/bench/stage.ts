import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startFrameBuffer } from "../../tests/support/frame-buffer.ts";
import type { BenchPage } from "./stage/bench-page.ts";
import { type BenchWorld, type Kind, openBenchWorld, planStill, planVideo } from "./stage/bench-world.ts";
import { measurePage, type PageRun } from "./stage/measure-page.ts";
import { judgeMemory, measureMemory } from "./stage/memory.ts";
import { describePage, judgeCores, judgeSeams } from "./stage/page-figures.ts";
import { installPeer, type Peer } from "./stage/peer-page.ts";
import { faultsMissed, runSelfCheck } from "./stage/self-check.ts";
import { measureSideBySide, type SideBySide } from "./stage/side-by-side.ts";
import { type BenchResult, busyCoresOf, judgeMedian } from "./stage/verdict.ts";

const FRAME_MS = 1_000 / 30;
const SELF_CHECK_TRIES = 3;

/** What is measured: `--quick` for people at work on the stage, `--long` for the night. */
const SIZES = {
  quick: { rounds: 1, seams: 15, pairs: 0, memory: false },
  usual: { rounds: 5, seams: 24, pairs: 9, memory: false },
  long: { rounds: 5, seams: 100, pairs: 25, memory: true },
} as const;

const { values: given } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    long: { type: "boolean", default: false },
    /** Only pages with this in their name, and those they are compared with. */
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    /** How often a run of clips and the bare loop are played side by side. */
    pairs: { type: "string" },
    /** The memory runs alone. */
    memory: { type: "boolean", default: false },
    /** A stage built before, instead of one built now. */
    stage: { type: "string" },
  },
});

interface Measured {
  readonly page: BenchPage;
  readonly seams: number;
  readonly runs: PageRun[];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Refuses to measure with a reader that does not see what is there. */
async function checkReader(): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const seen = await runSelfCheck();
    const missed = faultsMissed(seen);
    if (missed.length === 0) {
      const { blackMs, overheldMs, staleMs, cleanMs, lateShare } = seen;
      say(
        `reader: sees black of ${blackMs.toFixed(0)} ms for 100, a frame overheld by ${overheldMs.toFixed(0)} ms for 67, a stale frame of ${staleMs.toFixed(0)} ms for 50; clean seam ${cleanMs.toFixed(1)} ms; late reads ${(100 * lateShare).toFixed(2)} %`,
      );
      return;
    }
    say(`reader, try ${attempt}: ${missed.join("; ")}`);
    if (attempt < SELF_CHECK_TRIES) continue;
    const [load = 0] = loadavg();
    throw new Error(
      `The reader does not see what is on the glass, or the machine is too busy to show it: ${load.toFixed(1)} processes wait for ${availableParallelism()} cores.`,
    );
  }
}

async function peerPages(world: BenchWorld, directory: string): Promise<BenchPage[]> {
  let peer: Peer;
  try {
    peer = await installPeer(directory, world);
  } catch (error) {
    say(`peer: not measured, it could not be installed: ${String(error).split("\n")[0]}`);
    return [];
  }
  say(`peer: @xiboplayer/renderer ${peer.version}`);
  const clips = world.clips.map((media, index) => ({ media, planned: planVideo(index + 1) }));
  const pictures = world.pictures.map((media, index) => ({ media, planned: planStill(index + 11) }));
  const mixed = pictures.flatMap((picture, index) => [picture, ...clips.slice(index, index + 1)]);
  return [await peer.page("peer, video run", clips), await peer.page("peer, image and video", mixed)];
}

/** Every page once a round, each next to the bare one; the order turns round, so that none is always first. */
async function measureRounds(world: BenchWorld, pages: readonly Measured[], rounds: number): Promise<void> {
  const broken = new Set<Measured>();
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? pages : [...pages].reverse();
    for (const measured of order) {
      if (broken.has(measured)) continue;
      try {
        const { stills } = world;
        measured.runs.push(await measurePage(world.buffer, measured.page, { seams: measured.seams, stills }));
      } catch (error) {
        // A page that cannot be run is told of, and is no reason to lose the others.
        broken.add(measured);
        say(`not measured: ${String(error)}`);
      }
    }
    say(`round ${round + 1} of ${rounds} is done`);
  }
}

const coresOf = (what: string): string => `processor of a ${what}, of the bare loop of the same clips`;

/** A run of clips is so near to the bare loop that only the same moment compares them. */
async function judgeRunCores(world: BenchWorld, count: number): Promise<BenchResult> {
  const other = await startFrameBuffer();
  const pairs: SideBySide[] = [];
  try {
    for (let pair = 0; pair < count; pair += 1) {
      const displays = pair % 2 === 0 ? ([world.buffer, other] as const) : ([other, world.buffer] as const);
      pairs.push(await measureSideBySide(displays, [world.stagePages["video run"], world.bareLong], world.stills));
    }
  } finally {
    await other.stop();
  }
  const ratios = pairs.map(({ ours, bare }) => ours / bare);
  say(`side by side: ${ratios.map((ratio) => ratio.toFixed(3)).join(", ")}`);
  return judgeMedian(coresOf("video run"), ratios, 1.05, "times", { busyCores: busyCoresOf(pairs) });
}

/** The aims of every page that was asked for; one that could not be run is undecided. */
function judgeAll(of: (name: string) => readonly PageRun[] | undefined): BenchResult[] {
  const bare = of("bare long loop") ?? [];
  const kind = (name: Kind, judged: (runs: readonly PageRun[]) => BenchResult[]): BenchResult[] => {
    const runs = of(`stage, ${name}`);
    return runs === undefined ? [] : judged(runs);
  };
  const still = { p99Ms: FRAME_MS, maxMs: undefined };
  return [
    ...kind("video run", (runs) => judgeSeams("video run", runs, { p99Ms: FRAME_MS / 2, maxMs: FRAME_MS })),
    ...kind("image and video", (runs) => judgeSeams("image and video", runs, still)),
    ...kind("image and slide", (runs) => judgeSeams("image and slide", runs, still)),
    ...kind("mix", (runs) => [...judgeSeams("mix", runs, still), judgeCores(coresOf("mix"), runs, bare, 1.1)]),
  ];
}

async function holdMemory(world: BenchWorld, kind: Kind): Promise<BenchResult[]> {
  const samples = await measureMemory(world.buffer, world.stagePages[kind], world.stills, (sample) => {
    const { seams, nodes, heapBytes, descriptors, privateBytes } = sample;
    say(
      `memory, ${kind}, seam ${seams}: ${nodes} nodes, heap ${(heapBytes / 1e6).toFixed(2)} MB, ${descriptors} open files, private ${(privateBytes / 1e6).toFixed(1)} MB`,
    );
  });
  return judgeMemory(kind, samples);
}

async function holdMemories(world: BenchWorld): Promise<BenchResult[]> {
  return [...(await holdMemory(world, "video run")), ...(await holdMemory(world, "mix"))];
}

function print(results: readonly BenchResult[]): void {
  for (const { what, ours, limit, unit, spread, interval, verdict, note } of results) {
    const around = interval === undefined ? spread.join("–") : `95 %: ${interval.join("–")}`;
    say(`${verdict.padEnd(9)} ${what}: ${ours} (${around}) of ${limit} ${unit}${note ? `; ${note}` : ""}`);
  }
  say(JSON.stringify({ bench: "stage", results }));
}

async function bench(): Promise<void> {
  const size = given.quick ? SIZES.quick : given.long ? SIZES.long : SIZES.usual;
  // What a page holds is asked of the browser, not read from the glass.
  if (!given.memory) await checkReader();
  const directory = await mkdtemp(join(tmpdir(), "bench-peer-"));
  const world = await openBenchWorld(given.stage);
  try {
    if (given.memory) return print(await holdMemories(world));
    const { "video run": run, mix, ...others } = world.stagePages;
    const all = [run, world.bareLong, mix, ...Object.values(others), ...(given.long ? [world.bareLoop] : [])];
    const chosen = [...all, ...(given.quick ? [] : await peerPages(world, directory))].filter(
      ({ name }) => name === world.bareLong.name || name.includes(given.only),
    );
    const pairs = Number(given.pairs ?? size.pairs);
    const pages = chosen.map((page) => ({ page, seams: size.seams, runs: [] }));
    await measureRounds(world, pages, Number(given.rounds ?? size.rounds));
    for (const { page, runs } of pages) say(describePage(page.name, runs));
    const results = [
      ...judgeAll((name) => pages.find(({ page }) => page.name === name)?.runs),
      ...(run.name.includes(given.only) && pairs > 0 ? [await judgeRunCores(world, pairs)] : []),
      ...(size.memory ? await holdMemories(world) : []),
    ];
    print(results);
  } finally {
    await world.close();
    await rm(directory, { recursive: true, force: true });
  }
}

// What was started ends with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await bench();
