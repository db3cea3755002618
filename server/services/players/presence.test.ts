import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { playerState } from "../../../tests/support/player-state.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { followPresence, type KeptPresence, LONGEST_STRETCH_MS, type PresenceRow, SILENCE_MS } from "./presence.ts";
import { createHeartbeatWriter } from "./take-heartbeat.ts";

const START_MS = LONGEST_STRETCH_MS * 80_000;

/** What is stored after these heartbeats, and how often something was written. */
function follow(beats: readonly { readonly atMs: number; readonly state: ReturnType<typeof playerState> }[]) {
  const stored = new Map<number, PresenceRow>();
  let kept: KeptPresence | undefined;
  let writes = 0;
  for (const { atMs, state } of beats) {
    const step = followPresence(kept, { player: 1, state }, atMs);
    for (const row of step.write) stored.set(row.from_ms, row);
    writes += step.write.length > 0 ? 1 : 0;
    kept = step.kept;
  }
  return { rows: [...stored.values()], writes };
}

describe("what a player tells of itself", () => {
  test("is one row while nothing changes, written once a minute at most", () => {
    const beats = Array.from({ length: 120 }, (_, index) => ({
      atMs: START_MS + index * 30_000,
      state: playerState(),
    }));
    const { rows, writes } = follow(beats);
    expect(rows).toMatchObject([{ from_ms: START_MS, to_ms: START_MS + 118 * 30_000 }]);
    expect(writes).toBe(60);
  });

  test("ends where it told something else, and says nothing of a silence", () => {
    const dark = playerState({ stageConnected: false });
    const { rows } = follow([
      { atMs: START_MS, state: playerState() },
      { atMs: START_MS + 30_000, state: dark },
      { atMs: START_MS + 60_000, state: dark },
      { atMs: START_MS + 60_000 + SILENCE_MS + 1, state: dark },
    ]);
    expect(rows).toMatchObject([
      { from_ms: START_MS, to_ms: START_MS + 30_000, has_stage: 1 },
      { from_ms: START_MS + 30_000, to_ms: START_MS + 60_000, has_stage: 0 },
      { from_ms: START_MS + 60_000 + SILENCE_MS + 1, has_stage: 0 },
    ]);
  });

  test("says of any instant what was told last before it, never overlaps, and covers no silence", () => {
    const beat = fc.record({ afterMs: fc.integer({ min: 1, max: 400_000 }), boot: fc.integer({ min: 1, max: 2 }) });
    fc.assert(
      fc.property(fc.array(beat, { minLength: 1, maxLength: 40 }), (steps) => {
        let atMs = START_MS;
        const beats = steps.map(({ afterMs, boot }) => {
          atMs += afterMs;
          return { atMs, state: playerState({ boot }) };
        });
        const { rows } = follow(beats);
        for (const [index, row] of rows.entries()) {
          expect(row.to_ms).toBeGreaterThanOrEqual(row.from_ms);
          expect(row.to_ms - row.from_ms).toBeLessThanOrEqual(LONGEST_STRETCH_MS);
          expect(rows[index + 1]?.from_ms ?? row.to_ms).toBeGreaterThanOrEqual(row.to_ms);
        }
        for (const [index, one] of beats.entries()) {
          const inside = rows.filter(({ from_ms, to_ms }) => from_ms <= one.atMs && one.atMs < to_ms);
          expect(inside.every(({ boot }) => boot === one.state.boot)).toBe(true);
          const next = beats[index + 1];
          if (next === undefined || next.atMs - one.atMs <= SILENCE_MS) continue;
          expect(rows.some(({ from_ms, to_ms }) => from_ms < next.atMs && to_ms > one.atMs)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("the heartbeat writer", () => {
  let house: TestContext;
  beforeAll(async () => {
    house = await createTestContext();
  });
  afterAll(() => house.close());

  test("keeps what players told and when each boot began, also over a start of the server", async () => {
    house.clock.set(START_MS);
    const { screenId } = await addScreen(house.ctx);
    const { number: player } = await addPlayer(house.ctx, await makeSigner(), screenId);
    let writer = createHeartbeatWriter(house.ctx);
    const tell = (state: ReturnType<typeof playerState>) => writer.take({ player, state, anchors: [] });
    await tell(playerState({ monoMs: 5_000 }));
    house.clock.set(START_MS + 90_000);
    await tell(playerState({ monoMs: 95_000 }));
    writer = createHeartbeatWriter(house.ctx);
    house.clock.set(START_MS + 180_000);
    await tell(playerState({ monoMs: 185_000 }));
    house.clock.set(START_MS + 240_000);
    await Promise.all([tell(playerState({ boot: 2, monoMs: 1_000 })), tell(playerState({ boot: 2, monoMs: 1_000 }))]);
    const rows = await house.ctx.db.selectFrom("player_presence").selectAll().where("player", "=", player).execute();
    expect(rows).toMatchObject([
      { from_ms: START_MS, to_ms: START_MS + 240_000, boot: 1, panel: "unknown" },
      { from_ms: START_MS + 240_000, to_ms: START_MS + 240_000, boot: 2 },
    ]);
    const boots = await house.ctx.db.selectFrom("player_boots").selectAll().where("player", "=", player).execute();
    expect(boots).toEqual([
      { player, boot: 1, started_at_ms: START_MS - 5_000, first_seen_ms: START_MS },
      { player, boot: 2, started_at_ms: START_MS + 239_000, first_seen_ms: START_MS + 240_000 },
    ]);
  });
});
