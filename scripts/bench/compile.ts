import { gzipSync } from "node:zlib";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { CompileCache } from "../../server/services/manifests/compile-cache.ts";
import { type CompiledManifest, compileScreens } from "../../server/services/manifests/compile-manifest.ts";
import { makeSigner } from "../../tests/support/trust.ts";
import { storeEnvelopes } from "./compile-storing.ts";
import { type CompileWorld, compileWorld, FROM_DATE, withChangedEntry } from "./compile-world.ts";

const SIZES = [500, 1_000, 2_000];
const DAYS = 100;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const ALL_AIM_MS = 20_000;
const CHANGE_AIM_MS = 300;
const CHANGE_PART = 0.05;
/** Screens that the one changed entry touches, compiled alone beside it. */
const TOUCHED = 50;

const spanOf = () => ({ fromDate: FROM_DATE, days: DAYS });

/** From rows to the canonical bytes and hash of every screen. */
function compileAll({ screens, sources }: CompileWorld, cache = new CompileCache()) {
  const sha256s: string[] = [];
  let sizeBytes = 0;
  for (const compiled of compileScreens(screens, sources, spanOf, cache)) {
    const { bytes, sha256 } = compiled.canonical(1);
    sha256s.push(sha256);
    sizeBytes += bytes.length;
  }
  return { sha256s, sizeBytes, cache };
}

/** Milliseconds of one run. */
function timed<Result>(run: () => Result): { ms: number; result: Result } {
  const startedMs = performance.now();
  const result = run();
  return { ms: performance.now() - startedMs, result };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Median time of the whole country at one size, always from nothing. */
function measureAll(size: number): number {
  const world = compileWorld(size);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { ms, result } = timed(() => compileAll(world));
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
function measureChange(size: number): { ours: number; naive: number } {
  const world = compileWorld(size);
  const ours: number[] = [];
  const { world: changed } = withChangedEntry(world);
  let touched: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { sha256s: before, cache } = compileAll(world);
    const { ms, result } = timed(() => {
      const after: (string | undefined)[] = [];
      const compiled: CompiledManifest[] = [];
      for (const one of compileScreens(changed.screens, changed.sources, spanOf, cache)) {
        const index = compiled.push(one) - 1;
        after.push(one.sha256(1) === before[index] ? undefined : one.canonical(1).sha256);
      }
      return after;
    });
    ours.push(ms);
    touched = changed.screens.flatMap(({ screenId }, index) => (result[index] === undefined ? [] : [screenId]));
  }
  const alone = changed.screens.filter(({ screenId }) => touched.includes(screenId)).slice(0, TOUCHED);
  const { ms: naive } = timed(() => {
    for (const screen of alone) compileAll({ ...changed, screens: [screen] });
  });
  say(
    `one entry changed: ${touched.length} of ${size} screens touched, ${Math.round(median(ours))} ms, median of ${ROUNDS}`,
  );
  say(`${alone.length} of them compiled each alone from nothing: ${Math.round(naive)} ms`);
  return { ours: median(ours), naive: (naive * touched.length) / Math.max(1, alone.length) };
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
  const gzip = timed(() => compiled.map((one) => gzipSync(one.canonical(1).bytes).length));
  const storeMs = await storeEnvelopes(envelopes);
  say(
    `beside it, for ${size}: signing ${Math.round(signMs * scale)} ms, gzip ${Math.round(gzip.ms * scale)} ms (largest ${Math.max(...gzip.result)} bytes), storing ${Math.round(storeMs * scale)} ms`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const times = SIZES.map((size) => ({ size, ms: measureAll(size) }));
const change = measureChange(SIZES.at(-1) ?? 0);
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
    ],
  })}\n`,
);
