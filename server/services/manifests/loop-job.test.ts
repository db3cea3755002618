import fc from "fast-check";
import { expect, test } from "vitest";
import { buildLoop } from "../../../schemas/rules/build-loop.ts";
import { randomLoop, SHORT_LOOPS } from "../../../tests/support/loop-instances.ts";
import { anySeed, runs } from "../../../tests/support/loop-runs.ts";
import { sha256Hex } from "../../sha256.ts";
import { indexFormOf } from "./index-form.ts";
import { doLoopJob, unpackLoop } from "./loop-job.ts";

test("a loop built by job, sent and unpacked is the one that is built at once, in its index form too", () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const { entries, languages, ...room } = randomLoop(seed, { ...SHORT_LOOPS, entries: [1, 12] });
      const rooms = [room, { segmentMs: 900_000, maxCycleMs: 900_000 }, room];
      const [answer] = structuredClone(doLoopJob(structuredClone([{ entries, languages, rooms }])));
      expect(answer?.loops.length).toBe(new Set(answer?.ofRoom).size);
      for (const [index, number] of (answer?.ofRoom ?? []).entries()) {
        const packed = answer?.loops[number];
        const built = buildLoop({ entries, languages, ...(rooms[index] ?? room) }, sha256Hex);
        const unpacked = packed && unpackLoop(packed, { entries });
        expect(unpacked).toEqual(built);
        expect(unpacked && indexFormOf(unpacked)).toEqual(indexFormOf(built));
      }
    }),
    runs(12, 500),
  );
});

test("a loop of another set is not taken", () => {
  const { entries, languages, ...room } = randomLoop(7, SHORT_LOOPS);
  const [answer] = doLoopJob([{ entries, languages, rooms: [room] }]);
  const packed = answer?.loops[0];
  expect(packed).toBeDefined();
  expect(packed && unpackLoop(packed, { entries })).toBeDefined();
  expect(packed && unpackLoop(packed, { entries: entries.slice(1) })).toBeUndefined();
});
