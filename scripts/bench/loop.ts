import { createHash } from "node:crypto";
import { buildLoop } from "../../schemas/rules/build-loop.ts";
import type { LoopInput } from "../../schemas/rules/loop-contract.ts";
import { countLanes } from "../../schemas/rules/loop-counts.ts";
import { chooseCycle } from "../../schemas/rules/loop-cycle.ts";
import { makeFrame } from "../../schemas/rules/loop-frame.ts";
import { orderGreedily } from "../../schemas/rules/loop-greedy.ts";
import { planLanes } from "../../schemas/rules/loop-lanes.ts";
import { findNearestMix } from "../../schemas/rules/loop-mix.ts";
import { laneRates } from "../../schemas/rules/loop-rates.ts";
import { RowState } from "../../schemas/rules/loop-row.ts";
import {
  ADVERSARIAL_LOOPS,
  EQUAL_LOOPS,
  LONG_LOOPS,
  randomLoop,
  SHORT_LOOPS,
} from "../../tests/support/loop-instances.ts";

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const SETS: Readonly<Record<string, readonly LoopInput[]>> = {
  "10-60 min, up to 40 entries": draw(300, (seed) => randomLoop(seed, SHORT_LOOPS)),
  "10-60 min, equal lengths": draw(100, (seed) => randomLoop(seed, EQUAL_LOOPS)),
  "4 h, about 40 lanes": draw(60, (seed) => randomLoop(seed, LONG_LOOPS)),
  "4 h, equal lengths": draw(30, (seed) => randomLoop(seed, { ...LONG_LOOPS, equalLengths: true })),
  adversarial: Object.values(ADVERSARIAL_LOOPS).flatMap((family) => draw(20, family)),
};

const BOUND_LIMIT = 1.25;
const TYPICAL_LIMIT_MS = 20;

/** The fixed instances 1 … count of a family. */
function draw(count: number, instance: (seed: number) => LoopInput): LoopInput[] {
  return Array.from({ length: count }, (_, index) => instance(index + 1));
}

/** Bound of the plain greedy order of the same counts. */
function greedyBound(input: LoopInput): number {
  const plan = planLanes(input);
  const mix = findNearestMix(plan);
  const rates = laneRates(plan, mix);
  const counts = countLanes(plan, mix.shares, rates.showingsPerMs, chooseCycle(plan, rates, input));
  const frame = makeFrame(plan, counts);
  return new RowState(frame, orderGreedily(frame), false).bound();
}

/** Times every set and compares its bounds with plain greedy's; prints a table and one line of JSON. */
function measure(): void {
  const results = [];
  for (const input of SETS["10-60 min, up to 40 entries"] ?? []) buildLoop(input, hash);
  for (const [name, inputs] of Object.entries(SETS)) {
    const times: number[] = [];
    const bounds: number[] = [];
    const greedy = inputs.map(greedyBound);
    let slots = 0;
    for (const input of inputs) {
      const startedMs = performance.now();
      const loop = buildLoop(input, hash);
      times.push(performance.now() - startedMs);
      bounds.push(loop.certificate.bound);
      slots += loop.slots.length;
    }
    const line = [
      `${name} (${inputs.length} loops, ${Math.round(slots / inputs.length)} slots)`,
      `ms ${at(times, 0.5).toFixed(1)} median ${at(times, 1).toFixed(0)} worst`,
      `bound ${at(bounds, 0.5).toFixed(2)} median ${at(bounds, 1).toFixed(3)} worst`,
      `greedy ${at(greedy, 0.5).toFixed(2)} median ${at(greedy, 1).toFixed(3)} worst`,
    ];
    process.stdout.write(`${line.join(" | ")}\n`);
    results.push(
      result(`worst bound, ${name}`, at(bounds, 1), BOUND_LIMIT, "longest items"),
      result(`worst bound against plain greedy's, ${name}`, at(bounds, 1), at(greedy, 1), "longest items"),
    );
    if (name === "4 h, about 40 lanes") {
      results.push(result(`median time to build, ${name}`, at(times, 0.5), TYPICAL_LIMIT_MS, "ms"));
    }
  }
  process.stdout.write(`${JSON.stringify({ bench: "loop", results })}\n`);
}

function at(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

function result(what: string, measured: number, limit: number, unit: string) {
  const ours = Number(measured.toFixed(3));
  return {
    what,
    ours,
    limit: Number(limit.toFixed(3)),
    unit,
    ratio: Number((ours / limit).toFixed(3)),
    aim: "<= 1",
    met: ours <= limit,
  };
}

measure();
