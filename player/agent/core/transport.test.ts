import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEARTBEAT_MS, POLL_JITTER_MS, POLL_MS, STATUS_AGAIN_MS } from "../../../schemas/player-socket.ts";
import { FIRST_SESSION, stepSession } from "./session.ts";
import type { SessionEffect, SessionEvent, SessionState, TimerName } from "./session-events.ts";
import { nextTransport } from "./transport.ts";

const ENVELOPE = { payload: "e30", signatures: [{ protected: "e30", signature: "A".repeat(86) }] };
const MARK = { boot: 1, seq: 4, headSha256: "0".repeat(64) };
const NUM_RUNS = process.env.TEST_TIER === "long" ? 20_000 : 300;

type Bare = SessionEvent extends infer E
  ? E extends unknown
    ? Omit<E, "monoMs" | "random" | "generation">
    : never
  : never;

/** A player and a network that lets through what it is told to. */
class Player {
  state: SessionState = FIRST_SESSION;
  readonly effects: SessionEffect[] = [];
  monoMs = 0;
  random = 0.5;

  tell(event: Bare): SessionEffect[] {
    const stamped = { generation: this.state.generation, ...event, monoMs: this.monoMs, random: this.random };
    const { state, effects } = stepSession(this.state, stamped as SessionEvent);
    this.state = state;
    this.effects.push(...effects);
    return [...effects];
  }

  timer(name: TimerName): SessionEffect[] {
    return this.tell({ type: "timer", name });
  }

  welcome(): SessionEffect[] {
    this.tell({
      type: "message",
      message: { type: "challenge", nonce: "n".repeat(24), serverEpoch: "e", serverName: "s" },
    });
    const welcome = { type: "welcome", status: ENVELOPE, mark: MARK, highestBoot: 1, serverTimeMs: 1 } as const;
    return this.tell({ type: "message", message: { ...welcome, sessionToken: "t".repeat(24) } });
  }

  answer(status?: typeof ENVELOPE): SessionEffect[] {
    const stamps = { echoedMonoMs: this.monoMs, receivedAtMs: 1, sentAtMs: 1 };
    return this.tell({
      type: "message",
      message: { type: "heartbeat-answer", ...stamps, ...(status === undefined ? {} : { status }) },
    });
  }

  /** Tries once; a transport that is let through is welcomed and answered. Says which it was. */
  try(isThrough: { socket: boolean; poll: boolean }): "socket" | "poll" {
    this.state.phase === "idle" ? this.tell({ type: "start" }) : this.timer("reconnect");
    const { transport } = this.state;
    if (!isThrough[transport]) this.tell({ type: "closed" });
    else {
      this.welcome();
      this.answer();
    }
    return transport;
  }
}

function polling(): Player {
  const player = new Player();
  for (let turn = 0; turn < 4; turn += 1) player.try({ socket: false, poll: true });
  expect(player.state).toMatchObject({ phase: "live", transport: "poll" });
  return player;
}

const delayOf = (effects: readonly SessionEffect[], name: TimerName) =>
  effects.flatMap((effect) => (effect.type === "set-timer" && effect.name === name ? [effect.delayMs] : []))[0];

describe("a player that cannot open a WebSocket", () => {
  it("polls after three sockets that got nowhere, not before, and whatever gets through is found in a few tries", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.nat(12), (socket, poll, downFor) => {
        const player = new Player();
        const none = { socket: false, poll: false };
        const tried = Array.from({ length: downFor }, () => player.try(none));
        expect(tried.slice(0, 3).every((transport) => transport === "socket")).toBe(true);
        // With the server gone, both are tried by turns.
        for (const [index, transport] of tried.entries()) {
          if (index >= 3) expect(transport).toBe(index % 2 === 1 ? "poll" : "socket");
        }
        for (let turn = 0; turn < 4 && player.state.phase !== "live"; turn += 1) player.try({ socket, poll });
        expect(player.state.phase === "live").toBe(socket || poll);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("polls every minute, give or take a quarter, sends records with the next poll only, and probes a socket beside", () => {
    const player = polling();
    expect(player.tell({ type: "batch-ready", batch: null })).toEqual([]);
    expect(player.tell({ type: "records-waiting" })).toEqual([]);
    for (const random of [0, 0.5, 0.999]) {
      player.random = random;
      const delayMs = delayOf(player.timer("heartbeat"), "heartbeat") ?? 0;
      expect(delayMs).toBeGreaterThanOrEqual(POLL_MS - POLL_JITTER_MS);
      expect(delayMs).toBeLessThanOrEqual(POLL_MS + POLL_JITTER_MS);
    }
    expect(player.effects.filter(({ type }) => type === "prepare-batch")).toHaveLength(2);
    expect(player.timer("probe").map(({ type }) => type)).toEqual(["probe-socket", "set-timer"]);
    expect(player.state).toMatchObject({ phase: "live", transport: "poll" });
  });

  it("moves to a socket that answers, and back to polls at the first failure of it", () => {
    const player = polling();
    player.tell({ type: "batch-ready", batch: null });
    const effects = player.tell({ type: "socket-answers" });
    expect(effects.at(-2)).toMatchObject({ type: "connect", transport: "socket" });
    expect(effects.some((effect) => effect.type === "set-timer" && effect.name === "reconnect")).toBe(false);
    player.tell({ type: "closed" });
    expect(player.try({ socket: false, poll: true })).toBe("poll");
    expect(player.state.phase).toBe("live");
  });

  it("finds in seconds that a socket gets through again where only the server was away, also while its log drains", () => {
    const player = polling();
    const first = player.effects.findLast((effect) => effect.type === "set-timer" && effect.name === "probe");
    expect(first).toMatchObject({ delayMs: 3_500 });
    expect(delayOf(player.timer("probe"), "probe")).toBeGreaterThan(7 * 60_000);
    player.tell({ type: "batch-ready", batch: { head: ENVELOPE, records: [] } });
    expect(player.state.batch).toBe("in-flight");
    player.tell({ type: "socket-answers" });
    expect(player.welcome()).toContainEqual({
      type: "prepare-batch",
      generation: player.state.generation,
      after: MARK,
    });
  });

  it("does not take a server's no for a blocked socket", () => {
    const player = new Player();
    player.tell({ type: "start" });
    for (let turn = 0; turn < 6; turn += 1) {
      player.tell({ type: "message", message: { type: "refusal", reason: "revoked" } });
      player.timer("reconnect");
      expect(player.state.transport).toBe("socket");
    }
  });

  it("says what stood in the way the last time", () => {
    const player = new Player();
    player.tell({ type: "start" });
    player.tell({ type: "closed", trouble: "captive-portal" });
    expect(player.state.trouble).toBe("captive-portal");
    player.timer("reconnect");
    player.welcome();
    expect(player.state.trouble).toBe("captive-portal");
    player.answer();
    player.tell({ type: "closed" });
    expect(player.state.trouble).toBeNull();
  });
});

describe("a standing connection", () => {
  it("is given up when its answers bring no status for a quarter of an hour", () => {
    const player = new Player();
    player.try({ socket: true, poll: true });
    player.monoMs = STATUS_AGAIN_MS;
    player.answer();
    expect(player.state.phase).toBe("live");
    player.answer(ENVELOPE);
    player.monoMs += 1.5 * STATUS_AGAIN_MS;
    player.answer();
    expect(player.state.phase).toBe("live");
    player.monoMs += 1;
    player.answer();
    expect(player.state.phase).toBe("waiting");
  });

  it("is not taken for dead while a batch goes out over a slow line", () => {
    const player = new Player();
    player.try({ socket: true, poll: true });
    const batch = { head: ENVELOPE, records: Array.from({ length: 400 }, () => ({})) } as never;
    const sent = player.tell({ type: "batch-ready", batch });
    const deadlineMs = delayOf(sent, "batch-deadline") ?? 0;
    // 400 records are about 240 KB: over 32 kbit/s that is a minute.
    expect(deadlineMs).toBeGreaterThan(60_000);
    expect(delayOf(sent, "silence")).toBeGreaterThan(deadlineMs + HEARTBEAT_MS);
    expect(delayOf(player.answer(), "silence")).toBeUndefined();
    const acknowledged = player.tell({ type: "message", message: { type: "acknowledge", stored: true, mark: MARK } });
    expect(delayOf(acknowledged, "silence")).toBeLessThan(deadlineMs);
  });
});

it("a proven poll is stayed with, an unproven one is not", () => {
  expect(nextTransport({ socketFailures: 3, transport: "poll", pollWorks: true })).toBe("poll");
  expect(nextTransport({ socketFailures: 3, transport: "poll", pollWorks: false })).toBe("socket");
  expect(nextTransport({ socketFailures: 2, transport: "poll", pollWorks: true })).toBe("socket");
});
