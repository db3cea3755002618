import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAgentTime } from "./agent-time.ts";

const FLOOR = 1_700_000_000_000;
const YEAR_MS = 31_557_600_000;

describe("the player's time", () => {
  it("is never before the floor, whatever the machine's clock says, and says how well it is known", () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), fc.nat(1e9), (years, mono) => {
        const wall = FLOOR + years * YEAR_MS;
        const time = createAgentTime({ mono: () => mono, wall: () => wall }, FLOOR);
        expect(time.agentMs()).toBe(Math.max(wall, FLOOR + mono));
        expect(time.clockState()).toBe(wall >= FLOOR + mono ? "wall-only" : "unknown");
      }),
    );
  });

  it("follows the server once it was reached, and no jump of the machine's clock moves it after that", () => {
    let wall = FLOOR;
    let mono = 0;
    const time = createAgentTime({ mono: () => mono, wall: () => wall }, FLOOR);
    const serverMs = FLOOR + 5 * YEAR_MS;
    mono = 1_000;
    const stamps = { serverReceivedAtMs: serverMs, serverSentAtMs: serverMs };
    time.addRoundTrip(1, { sentMonoMs: 980, receivedMonoMs: 1_000, ...stamps });
    for (const jump of [-40 * YEAR_MS, YEAR_MS, 200 * YEAR_MS]) {
      wall = FLOOR + jump;
      mono += 500;
      expect(time.agentMs()).toBe(serverMs + 10 + mono - 1_000);
      expect(time.clockState()).toBe("anchored");
    }
  });

  it("goes on little by little to a better reading and in one step to one that contradicts it, and never back but then", () => {
    const reading = fc.record({
      afterMs: fc.integer({ min: 1, max: 60_000 }),
      roundTripMs: fc.integer({ min: 0, max: 900 }),
      errorPpm: fc.integer({ min: -500_000, max: 500_000 }),
    });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 40 }), (readings) => {
        let mono = 0;
        const time = createAgentTime({ mono: () => mono, wall: () => 0 }, 0);
        let before = 0;
        for (const { afterMs, roundTripMs, errorPpm } of readings) {
          mono += afterMs;
          // The way there and the way back differ by up to the whole round trip.
          const serverAtMs = FLOOR + mono - Math.round(roundTripMs * (0.5 + errorPpm / 1_000_000));
          const stamps = { serverReceivedAtMs: serverAtMs, serverSentAtMs: serverAtMs };
          time.addRoundTrip(1, { sentMonoMs: mono - roundTripMs, receivedMonoMs: mono, ...stamps });
          expect(Math.abs(time.agentMs() - (FLOOR + mono))).toBeLessThanOrEqual(901);
          expect(time.agentMs()).toBeGreaterThanOrEqual(before);
          before = time.agentMs();
        }
      }),
    );
    let mono = 10_000;
    const time = createAgentTime({ mono: () => mono, wall: () => 0 }, 0);
    const hear = (utcMs: number) => {
      const stamps = { serverReceivedAtMs: utcMs, serverSentAtMs: utcMs };
      time.addRoundTrip(1, { sentMonoMs: mono, receivedMonoMs: mono, ...stamps });
    };
    hear(FLOOR);
    hear(FLOOR + 80);
    expect(time.agentMs()).toBe(FLOOR);
    mono += 100_000;
    expect(time.agentMs()).toBe(FLOOR + 100_050);
    mono += 100_000;
    expect(time.agentMs()).toBe(FLOOR + 200_080);
    hear(FLOOR + 3_600_000);
    expect(time.agentMs()).toBe(FLOOR + 3_600_000);
  });

  it("says anchored while the server is near, interpolated when the last contact is long ago", () => {
    let mono = 0;
    const time = createAgentTime({ mono: () => mono, wall: () => FLOOR }, FLOOR);
    expect(time.clockState()).toBe("wall-only");
    const stamps = { serverReceivedAtMs: FLOOR, serverSentAtMs: FLOOR };
    time.addRoundTrip(1, { sentMonoMs: 0, receivedMonoMs: 0, ...stamps });
    mono = 3_599_999;
    expect(time.clockState()).toBe("anchored");
    mono = 3_600_000;
    expect(time.clockState()).toBe("interpolated");
    expect(time.agentMs()).toBe(FLOOR + mono);
  });

  it("notices a sleep and a clock that was set, and counts the sleep as time that has passed", () => {
    let [mono, wall, uptime] = [1_000, FLOOR, 500_000];
    const time = createAgentTime({ mono: () => mono, wall: () => wall, uptime: () => uptime }, FLOOR);
    const stamps = { serverReceivedAtMs: FLOOR, serverSentAtMs: FLOOR };
    time.addRoundTrip(1, { sentMonoMs: 1_000, receivedMonoMs: 1_000, ...stamps });
    [mono, wall, uptime] = [6_000, FLOOR + 5_000, 505_000];
    expect(time.look()).toEqual([]);
    [mono, wall, uptime] = [11_000, FLOOR + 7_210_000, 7_710_000];
    expect(time.look()).toEqual([{ type: "suspended", durationMs: 7_200_000 }]);
    expect(time.agentMs()).toBe(FLOOR + 7_210_000);
    expect(time.floorMs()).toBe(FLOOR + 7_211_000);
    expect(time.clockState()).toBe("interpolated");
    expect(time.mono()).toBe(11_000);
    [mono, wall, uptime] = [16_000, FLOOR - 80 * YEAR_MS, 7_715_000];
    expect(time.look()).toMatchObject([{ type: "wall-jumped" }]);
    expect(time.agentMs()).toBe(FLOOR + 7_215_000);
    expect(time.look()).toEqual([]);
  });

  it("raises its floor by what is known now and never lowers it", () => {
    let mono = 1_000;
    const time = createAgentTime({ mono: () => mono, wall: () => 0 }, FLOOR);
    time.raiseFloor(FLOOR + 500);
    expect(time.floorMs()).toBe(FLOOR + 1_000);
    time.raiseFloor(FLOOR + YEAR_MS);
    mono += 10;
    expect(time.floorMs()).toBe(FLOOR + YEAR_MS + 10);
    expect(time.clockState()).toBe("unknown");
  });
});
