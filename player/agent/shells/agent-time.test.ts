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
});
