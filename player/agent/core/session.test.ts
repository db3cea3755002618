import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BATCH_DEADLINE_MS, HELLO_DEADLINE_MS } from "../../../schemas/player-socket.ts";
import { backoffDelayMs } from "./backoff.ts";
import { FIRST_SESSION, stepSession } from "./session.ts";
import type { SessionEffect, SessionEvent, SessionState, TimerName } from "./session-events.ts";

const MARK = { boot: 1, seq: 4, headSha256: "0".repeat(64) };
const ENVELOPE = { payload: "e30", signatures: [{ protected: "e30", signature: "A".repeat(86) }] };
const TIMERS: TimerName[] = ["reconnect", "hello-deadline", "heartbeat", "silence", "batch-deadline"];

type Bare = SessionEvent extends infer E ? (E extends unknown ? Omit<E, "monoMs" | "random"> : never) : never;

const welcome = (generation: number): Bare => ({
  type: "message",
  generation,
  message: {
    type: "welcome",
    status: ENVELOPE,
    mark: MARK,
    highestBoot: 1,
    serverTimeMs: 1,
    sessionToken: "t".repeat(24),
  },
});
const challenge = (generation: number): Bare => ({
  type: "message",
  generation,
  message: { type: "challenge", nonce: "n".repeat(24), serverEpoch: "e", serverName: "s" },
});
const acknowledge = (generation: number, stored: boolean, seq: number): Bare => ({
  type: "message",
  generation,
  message: { type: "acknowledge", stored, mark: { ...MARK, seq } },
});
const batchReady = (generation: number): Bare => ({
  type: "batch-ready",
  generation,
  batch: { head: ENVELOPE, records: [] },
});

function run(
  events: readonly Bare[],
  from: SessionState = FIRST_SESSION,
): { state: SessionState; effects: SessionEffect[] } {
  let state = from;
  const effects: SessionEffect[] = [];
  for (const [index, event] of events.entries()) {
    const step = stepSession(state, { ...event, monoMs: index * 1_000, random: 0.5 } as SessionEvent);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const generation = fc.integer({ min: 0, max: 6 });
const anyEvent: fc.Arbitrary<Bare> = fc.oneof(
  fc.constant<Bare>({ type: "start" }),
  fc.constant<Bare>({ type: "records-waiting" }),
  fc.constant<Bare>({ type: "state-changed" }),
  generation.map((g): Bare => ({ type: "closed", generation: g })),
  generation.map(challenge),
  generation.map(welcome),
  generation.map(batchReady),
  fc
    .tuple(generation, fc.boolean(), fc.integer({ min: 1, max: 9 }))
    .map(([g, stored, seq]) => acknowledge(g, stored, seq)),
  fc.tuple(generation, fc.constantFrom(...TIMERS)).map(([g, name]): Bare => ({ type: "timer", generation: g, name })),
);

describe("the session", () => {
  it("never sends a batch before the welcome of the same connection, and never two at once", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let welcomedGeneration = -1;
        let inFlight = false;
        let current = 0;
        let state = FIRST_SESSION;
        for (const event of events) {
          const step = stepSession(state, { ...event, monoMs: 0, random: 0.5 } as SessionEvent);
          state = step.state;
          if (event.type === "message" && event.message.type === "acknowledge" && event.generation === current) {
            inFlight = false;
          }
          for (const effect of step.effects) {
            if (effect.type === "connect") {
              current = effect.generation;
              inFlight = false;
            }
            if (effect.type === "welcomed") welcomedGeneration = current;
            if (effect.type === "send-batch" || effect.type === "prepare-batch" || effect.type === "send-heartbeat") {
              expect(welcomedGeneration).toBe(current);
            }
            if (effect.type === "send-batch") {
              expect(effect.generation).toBe(current);
              expect(inFlight).toBe(false);
              inFlight = true;
            }
          }
        }
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 50_000 : 1_000 },
    );
  });

  it("gives a connection up that says nothing before the deadline, and tries again", () => {
    const { state, effects } = run([{ type: "start" }, { type: "timer", generation: 1, name: "hello-deadline" }]);
    expect(effects).toContainEqual({
      type: "set-timer",
      generation: 1,
      name: "hello-deadline",
      delayMs: HELLO_DEADLINE_MS,
    });
    expect(effects).toContainEqual({ type: "disconnect", generation: 1 });
    expect(state.phase).toBe("waiting");
    const again = run([{ type: "timer", generation: 1, name: "reconnect" }], state);
    expect(again.effects).toContainEqual({ type: "connect", generation: 2, transport: "socket" });
  });

  it("gives a connection up whose batch is not acknowledged in time", () => {
    const live = run([{ type: "start" }, challenge(1), welcome(1), batchReady(1)]);
    expect(live.effects).toContainEqual({
      type: "set-timer",
      generation: 1,
      name: "batch-deadline",
      delayMs: BATCH_DEADLINE_MS,
    });
    const late = run([{ type: "timer", generation: 1, name: "batch-deadline" }], live.state);
    expect(late.effects).toContainEqual({ type: "disconnect", generation: 1 });
  });

  it("knows up to where a backup of the server holds its log, from the welcome and from answers since", () => {
    const live = run([{ type: "start" }, challenge(1), welcome(1)]);
    expect(live.effects).toContainEqual({ type: "mark-moved", mark: MARK, backedUp: null });
    const backedUp = { boot: 1, seq: 3 };
    const stamps = { echoedMonoMs: 1, receivedAtMs: 1, sentAtMs: 1 };
    const message = { type: "heartbeat-answer", ...stamps, status: ENVELOPE, backedUp } as const;
    const told = run([{ type: "message", generation: 1, message }], live.state);
    expect(told.effects).toContainEqual({ type: "mark-moved", mark: MARK, backedUp });
    const next = run([batchReady(1), acknowledge(1, true, 6)], told.state);
    expect(next.effects).toContainEqual({ type: "mark-moved", mark: { ...MARK, seq: 6 }, backedUp });
  });

  it("ignores what is left over from an older connection", () => {
    const live = run([{ type: "start" }, challenge(1), welcome(1), { type: "closed", generation: 1 }]);
    const next = run([{ type: "timer", generation: 1, name: "reconnect" }], live.state);
    for (const stale of [batchReady(1), welcome(1), { type: "timer", generation: 1, name: "batch-deadline" } as Bare]) {
      expect(stepSession(next.state, { ...stale, monoMs: 9, random: 0 } as SessionEvent).effects).toEqual([]);
    }
  });

  it("begins at the server's mark, also when that has gone back, and stops when the server refuses just that", () => {
    const live = run([{ type: "start" }, challenge(1), welcome(1), batchReady(1), acknowledge(1, true, 6)]);
    expect(live.effects).toContainEqual({ type: "prepare-batch", generation: 1, after: { ...MARK, seq: 6 } });
    const rewound = run([batchReady(1), acknowledge(1, false, 2)], live.state);
    expect(rewound.effects).toContainEqual({ type: "prepare-batch", generation: 1, after: { ...MARK, seq: 2 } });
    const stuck = run([batchReady(1), acknowledge(1, false, 2), { type: "records-waiting" }], rewound.state);
    expect(stuck.effects.some(({ type }) => type === "prepare-batch")).toBe(false);
  });

  it("stays in touch with a server that refuses its log for good, and sends no batch after the same mark", () => {
    const refusal: Bare = { type: "message", generation: 1, message: { type: "refusal", reason: "chain-broken" } };
    const refused = run([{ type: "start" }, challenge(1), welcome(1), batchReady(1), refusal]);
    const [wait] = refused.effects.filter((effect) => effect.type === "set-timer" && effect.name === "reconnect");
    expect(wait).toMatchObject({ delayMs: backoffDelayMs(0, 0.5) });
    const again = run(
      [{ type: "timer", generation: 1, name: "reconnect" }, challenge(2), welcome(2), { type: "records-waiting" }],
      refused.state,
    );
    expect(again.state.phase).toBe("live");
    expect(again.effects.some(({ type }) => type === "status")).toBe(true);
    expect(again.effects.some(({ type }) => type === "prepare-batch")).toBe(false);
    const moved = run(
      [
        { type: "closed", generation: 2 },
        { type: "timer", generation: 2, name: "reconnect" },
      ],
      again.state,
    );
    const elsewhere = welcome(3) as Bare & { type: "message" };
    const message = { ...elsewhere.message, mark: { ...MARK, seq: 2 } } as typeof elsewhere.message;
    const rewound = run([challenge(3), { ...elsewhere, message }], moved.state);
    expect(rewound.effects.some(({ type }) => type === "prepare-batch")).toBe(true);
  });

  it("waits with full jitter between nothing and five minutes", () => {
    expect(backoffDelayMs(0, 0.999)).toBeLessThan(1_000);
    expect(backoffDelayMs(40, 0.999)).toBeLessThan(300_000);
    expect(backoffDelayMs(40, 0.999)).toBeGreaterThan(299_000);
    expect(backoffDelayMs(40, 0)).toBe(0);
  });
});
