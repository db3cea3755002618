import { gzipSync } from "node:zlib";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { compileAhead } from "../../server/services/manifests/compile-ahead.ts";
import { CompileCache } from "../../server/services/manifests/compile-cache.ts";
import { compileManifest, compileScreens, manifestOf } from "../../server/services/manifests/compile-manifest.ts";
import { makeSigner } from "../../tests/support/trust.ts";
import { denseInput } from "./compile-dense.ts";
import { storeEnvelopes } from "./compile-storing.ts";
import { type CompileWorld, compileWorld, FROM_DATE, withChangedEntry } from "./compile-world.ts";

const SIZES = [500, 1_000, 2_000];
const DAYS = 100;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ALL_AIM_MS = 20_000;
const CHANGE_AIM_MS = 300;
const CHANGE_PART = 0.05;
/** Whoever clicks meanwhile waits that long at most. */
const HOLD_AIM_MS = 500;
/** Linear, with room for noise. */
const DENSE_AIM = 1.3;
/** Screens that the one changed entry touches, compiled alone beside it. */
const TOUCHED = 50;

const spanOf = () => ({ fromDate: FROM_DATE, days: DAYS });

/** From rows to the canonical bytes and hash of every screen, the way the server does it. */
async function compileAll({ screens, sources }: CompileWorld, cache = new CompileCache()) {
  const sha256s: string[] = [];
  let sizeBytes = 0;
  for await (const { screen, view } of compileAhead(screens, sources, spanOf, cache)) {
    const { bytes, sha256 } = manifestOf(view, screen, 1).canonical(1);
    sha256s.push(sha256);
    sizeBytes += bytes.length;
  }
  return { sha256s, sizeBytes, cache };
}

/** The same without the bytes: half a gigabyte of them would be cleared away while the change is measured. */
async function hashAll({ screens, sources }: CompileWorld, cache = new CompileCache()) {
  const sha256s: string[] = [];
  for await (const { screen, view } of compileAhead(screens, sources, spanOf, cache)) {
    sha256s.push(manifestOf(view, screen, 1).sha256(1));
  }
  return { sha256s, cache };
}

/** Milliseconds of one run. */
async function timed<Result>(run: () => Result | Promise<Result>): Promise<{ ms: number; result: Result }> {
  const startedMs = performance.now();
  const result = await run();
  return { ms: performance.now() - startedMs, result };
}

/** The longest time for which a run let nothing else have its turn. */
async function longestHold(run: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let isDone = false;
  let lastMs = performance.now();
  const turn = () => {
    const nowMs = performance.now();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await run();
  isDone = true;
  return longestMs;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median time of the whole country at one size, always from nothing. */
async function measureAll(size: number): Promise<number> {
  const world = compileWorld(size);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { ms, result } = await timed(() => compileAll(world));
    times.push(ms);
    if (round > 0) continue;
    const { views, loops } = result.cache.sizes();
    say(
      `${size} screens: ${views} different plans, ${loops} loops, ${Math.round(result.sizeBytes / 1e6)} MB canonical`,
    );
  }
  say(`${size} screens: ${Math.round(median(times))} ms, median of ${ROUNDS}`);
  return median(times);
}

/** One entry changed: every screen asked again with what is remembered, against its fifty alone from nothing. */
async function measureChange(size: number): Promise<{ ours: number; naive: number }> {
  const world = compileWorld(size);
  const ours: number[] = [];
  const { world: changed } = withChangedEntry(world);
  let touched: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sha256s: before, cache } = await hashAll(world);
    const { ms, result } = await timed(async () => {
      const after: (string | undefined)[] = [];
      for await (const { screen, view } of compileAhead(changed.screens, changed.sources, spanOf, cache)) {
        const one = manifestOf(view, screen, 1);
        after.push(one.sha256(1) === before[after.length] ? undefined : one.canonical(1).sha256);
      }
      return after;
    });
    ours.push(ms);
    touched = changed.screens.flatMap(({ screenId }, index) => (result[index] === undefined ? [] : [screenId]));
  }
  const alone = changed.screens.filter(({ screenId }) => touched.includes(screenId)).slice(0, TOUCHED);
  const { ms: naive } = await timed(async () => {
    for (const screen of alone) await compileAll({ ...changed, screens: [screen] });
  });
  say(
    `one entry changed: ${touched.length} of ${size} screens touched, ${Math.round(median(ours))} ms, median of ${ROUNDS}`,
  );
  say(`${alone.length} of them compiled each alone from nothing: ${Math.round(naive)} ms`);
  return { ours: median(ours), naive: (naive * touched.length) / Math.max(1, alone.length) };
}

/** Time for each piece on the glass, in one screen's day-and-night of pins, takeovers and windows: at 54 entries over 27. */
async function measureDense(): Promise<number> {
  const perPiece = async (count: number) => {
    const input = denseInput(count);
    const times: number[] = [];
    let pieces = 0;
    for (let round = 0; round < 3; round += 1) {
      const { ms, result } = await timed(() => compileManifest(input));
      times.push(ms);
      pieces = Object.values(result.manifest.dayPlans).reduce((sum, plan) => sum + plan.length, 0);
    }
    say(`${count} dense entries in one view: ${Math.round(median(times))} ms, ${pieces} pieces`);
    return median(times) / pieces;
  };
  const small = await perPiece(27);
  return (await perPiece(54)) / small;
}

/** What comes after compiling, told beside it: for a part of the screens, as time for all. */
async function measureAfterwards(size: number): Promise<void> {
  const world = compileWorld(size);
  const part = world.screens.slice(0, 100);
  const compiled = [...compileScreens(part, world.sources, spanOf)];
  const scale = size / part.length;
  const signer = await makeSigner();
  const startedMs = performance.now();
  const envelopes: string[] = [];
  for (const { manifest } of compiled) {
    envelopes.push(JSON.stringify(await signDocument(manifest, DOCUMENT_TYPES.manifest, [signer])));
  }
  const signMs = performance.now() - startedMs;
  const gzip = await timed(() => compiled.map((one) => gzipSync(one.canonical(1).bytes).length));
  const storeMs = await storeEnvelopes(envelopes);
  say(
    `beside it, for ${size}: signing ${Math.round(signMs * scale)} ms, gzip ${Math.round(gzip.ms * scale)} ms (largest ${Math.max(...gzip.result)} bytes), storing ${Math.round(storeMs * scale)} ms`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const times: { size: number; ms: number }[] = [];
for (const size of SIZES) times.push({ size, ms: await measureAll(size) });
const change = await measureChange(SIZES.at(-1) ?? 0);
const holdMs = await longestHold(() => compileAll(compileWorld(SIZES[0] ?? 0)));
const dense = await measureDense();
await measureAfterwards(SIZES.at(-1) ?? 0);
const [small, , large] = times;
const growth = (large?.ms ?? 0) / (small?.ms ?? 1) / ((large?.size ?? 1) / (small?.size ?? 1));
const result = (what: string, ours: number, limit: number, unit: string) => ({
  what,
  ours: Number(ours.toFixed(unit === "ms" ? 0 : 4)),
  limit,
  unit,
  ratio: Number((ours / limit).toFixed(3)),
  aim: "<= 1",
  met: ours <= limit,
});
process.stdout.write(
  `${JSON.stringify({
    bench: "compile",
    results: [
      result("2 000 screens, 100 days, from rows to canonical bytes and hash", large?.ms ?? 0, ALL_AIM_MS, "ms"),
      result("growth from 500 to 2 000 screens, against linear", growth, 1, "times"),
      result("one changed entry, all screens asked again", change.ours, CHANGE_AIM_MS, "ms"),
      result("the same against compiling its screens alone", change.ours / change.naive, CHANGE_PART, "part"),
      result(`longest hold on the main thread, ${SIZES[0]} screens from nothing`, holdMs, HOLD_AIM_MS, "ms"),
      result("a view of 54 dense entries against one of 27, for each piece on the glass", dense, DENSE_AIM, "times"),
    ],
  })}\n`,
);
