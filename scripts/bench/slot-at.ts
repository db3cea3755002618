import { slotAt } from "../../schemas/rules/slot-at.ts";
import { compileScreens } from "../../server/services/manifests/compile-manifest.ts";
import { compileWorld, FROM_DATE } from "./compile-world.ts";

const LIMIT_US = 5;
const ROUNDS = 7;
const ASKED = 200_000;
const DAYS = 90;

/** Mean time of one answer at instants spread over the 90 days, and of one at each item's end; median of several rounds. */
function bench(): void {
  const world = compileWorld(16);
  const [compiled] = compileScreens(world.screens, world.sources, () => ({ fromDate: FROM_DATE, days: DAYS }));
  if (compiled === undefined) throw new Error("Nothing was compiled.");
  const { manifest } = compiled;
  const fromMs = manifest.days[0]?.[0] ?? 0;
  const lengthMs = (manifest.days.at(-1)?.[1] ?? 0) - fromMs;
  const instants = Array.from({ length: ASKED }, (_, index) => fromMs + ((index * 7_919_000_003) % lengthMs));
  const scattered = medianUs(() => {
    for (const atMs of instants) slotAt(manifest, atMs);
  });
  const followed = medianUs(() => {
    let atMs = fromMs;
    for (let asked = 0; asked < ASKED; asked += 1) atMs = slotAt(manifest, atMs).endsAtMs % (fromMs + lengthMs);
  });
  // The weekly plan that goes on after the last day: each date is worked out once.
  const lastMs = fromMs + lengthMs;
  const afterwards = medianUs(() => {
    let atMs = lastMs;
    for (let asked = 0; asked < ASKED; asked += 1) atMs = slotAt(manifest, atMs).endsAtMs;
  });
  const scatteredAfter = medianUs(() => {
    for (const atMs of instants) slotAt(manifest, lastMs + ((atMs - fromMs) % (28 * 86_400_000)));
  });
  const results = [
    ["slotAt at instants spread over 90 days", scattered] as const,
    ["slotAt from answer to answer", followed] as const,
    ["slotAt from answer to answer after the last day", afterwards] as const,
    ["slotAt at instants spread over the four weeks after the last day", scatteredAfter] as const,
  ].map(([what, ours]) => ({
    what: `${what}, median of ${ROUNDS}`,
    ours: Number(ours.toFixed(3)),
    limit: LIMIT_US,
    unit: "us",
    ratio: Number((ours / LIMIT_US).toFixed(3)),
    aim: "<= 1",
    met: ours <= LIMIT_US,
  }));
  process.stdout.write(`${JSON.stringify({ bench: "slot-at", results })}\n`);
}

function medianUs(run: () => void): number {
  run();
  const times = Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    run();
    return ((performance.now() - startedMs) * 1_000) / ASKED;
  });
  return times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

bench();
