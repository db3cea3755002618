import { describe, expect, test } from "vitest";
import type { PlayerMessage } from "../../schemas/player-socket.ts";
import { FIRST_STATE, type GatewayEvent, type GatewayState, SILENCE_MS, stepGateway } from "./session-core.ts";

const hello = { type: "hello" } as PlayerMessage;
const heartbeat = { type: "heartbeat" } as PlayerMessage;
const batch = { type: "batch", batch: { records: [] } } as unknown as PlayerMessage;

function frame(message: PlayerMessage | undefined, atMs: number, sizeBytes = 100): GatewayEvent {
  return { type: "frame", atMs, sizeBytes, message };
}

function run(...events: GatewayEvent[]): { state: GatewayState; effects: string[] } {
  let state = FIRST_STATE;
  const effects: string[] = [];
  for (const event of events) {
    const step = stepGateway(state, event);
    state = step.state;
    effects.push(
      ...step.effects.map((effect) => ("reason" in effect ? `${effect.type} ${effect.reason}` : effect.type)),
    );
  }
  return { state, effects };
}

const opened: GatewayEvent[] = [{ type: "opened", atMs: 0 }, frame(hello, 1), { type: "admitted", atMs: 2 }];

describe("stepGateway", () => {
  test("no welcome without a checked hello, and none after the deadline", () => {
    expect(run({ type: "opened", atMs: 0 }, { type: "admitted", atMs: 1 }).effects).toEqual([
      "send-challenge",
      "close",
    ]);
    expect(run({ type: "opened", atMs: 0 }, { type: "tick", atMs: 9_999 }).effects).toEqual(["send-challenge"]);
    expect(run({ type: "opened", atMs: 0 }, { type: "tick", atMs: 10_000 }).effects).toEqual([
      "send-challenge",
      "refuse deadline",
      "close",
    ]);
    expect(run(...opened).effects).toEqual(["send-challenge", "check-hello", "welcome"]);
  });

  test("a hello of more than four kilobytes, twice a hello and nonsense are refused", () => {
    expect(run({ type: "opened", atMs: 0 }, frame(hello, 1, 4_097)).effects).toContain("refuse malformed");
    expect(run({ type: "opened", atMs: 0 }, frame(hello, 1), frame(hello, 2)).effects).toContain("refuse malformed");
    expect(run(...opened, frame(hello, 3)).effects).toContain("refuse malformed");
    expect(run(...opened, frame(undefined, 3)).effects).toContain("refuse malformed");
  });

  test("one batch in flight: the next is taken only after the answer", () => {
    expect(run(...opened, frame(batch, 3), frame(batch, 4)).effects).toContain("refuse malformed");
    expect(run(...opened, frame(batch, 3), { type: "batch-stored" }, frame(batch, 4)).effects.slice(3)).toEqual([
      "ingest",
      "acknowledge",
      "ingest",
    ]);
    expect(run(...opened, frame(batch, 3), { type: "batch-failed" }).effects).not.toContain("acknowledge");
  });

  test("a silent player is pinged and then cut, one that answers is not", () => {
    const beats: GatewayEvent[] = [];
    for (let atMs = 5_000; atMs < SILENCE_MS + 2; atMs += 5_000) beats.push({ type: "tick", atMs });
    expect(run(...opened, ...beats, { type: "tick", atMs: SILENCE_MS + 2 }).effects.slice(3)).toEqual([
      "ping",
      "ping",
      "close",
    ]);
    const answered = beats.flatMap((beat): GatewayEvent[] => [
      beat,
      { type: "pong", atMs: "atMs" in beat ? beat.atMs : 0 },
    ]);
    expect(run(...opened, ...answered, { type: "tick", atMs: SILENCE_MS + 2 }).effects).not.toContain("close");
  });

  test("too many messages at once end the session; the same number in time do not", () => {
    const burst = Array.from({ length: 40 }, () => frame(heartbeat, 10));
    expect(run(...opened, ...burst).effects.filter((effect) => effect === "take-heartbeat").length).toBe(30);
    const calm = Array.from({ length: 200 }, (_, index) => frame(heartbeat, 10 + index * 1_000));
    expect(run(...opened, ...calm).effects.filter((effect) => effect === "take-heartbeat").length).toBe(200);
  });

  test("a change of status while the hello is being checked is not lost", () => {
    const events: GatewayEvent[] = [
      { type: "opened", atMs: 0 },
      frame(hello, 1),
      { type: "status-changed" },
      { type: "admitted", atMs: 2 },
    ];
    expect(run(...events).effects.slice(-2)).toEqual(["welcome", "push-status"]);
  });

  test("once closed, nothing more happens", () => {
    const after = run(
      ...opened,
      { type: "superseded" },
      frame(batch, 5),
      { type: "status-changed" },
      { type: "tick", atMs: 99_999 },
    );
    expect(after.effects.slice(3)).toEqual(["close"]);
    expect(after.state.phase).toBe("closed");
  });
});
