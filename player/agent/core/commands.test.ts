import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command, Order } from "../../../schemas/commands.ts";
import { type CommandsEvent, type CommandsState, type KeptCommands, openCommands, stepCommands } from "./commands.ts";

const PLAYER = 7;
const RELOAD: Order = { kind: "reload" };
const command = (number: number, change: Partial<Command> = {}): Command => ({
  number,
  player: PLAYER,
  order: RELOAD,
  expiresInMs: 60_000,
  ...change,
});

/** A device with a disk: what is kept survives its restarts, what runs does not. */
class Device {
  readonly carriedOut: number[] = [];
  disk: KeptCommands | undefined;
  state: CommandsState = openCommands(PLAYER, undefined);
  monoMs = 0;
  #unkept: KeptCommands | undefined;

  feed(event: CommandsEvent): void {
    const { state, effects } = stepCommands(this.state, event);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === "keep") this.#unkept = effect.kept;
      if (effect.type === "carry-out") this.carriedOut.push(effect.command.number);
    }
  }

  /** The write that waits reaches the disk. */
  sync(): void {
    if (this.#unkept === undefined) return;
    this.disk = this.#unkept;
    this.#unkept = undefined;
    this.feed({ type: "kept", monoMs: this.monoMs });
  }

  restart(): void {
    this.#unkept = undefined;
    this.state = openCommands(PLAYER, this.disk);
  }
}

test("no command is carried out twice, or before it is on disk that it was met, whatever is repeated or cut off", () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant("tell" as const), from: fc.nat(6), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ do: fc.constantFrom("sync" as const, "restart" as const, "end" as const) }),
    fc.record({ do: fc.constant("wait" as const), ms: fc.nat(90_000) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const device = new Device();
      for (const one of actions) {
        const before = device.carriedOut.length;
        if (one.do === "tell") {
          const commands = Array.from({ length: one.count }, (_, index) => command(one.from + index + 1));
          device.feed({ type: "told", commands, monoMs: device.monoMs });
          expect(device.carriedOut.length).toBe(before);
        } else if (one.do === "sync") device.sync();
        else if (one.do === "restart") device.restart();
        else if (one.do === "wait") device.monoMs += one.ms;
        else if (device.state.running !== null) {
          device.feed({ type: "ended", number: device.state.running, outcome: "done", detail: "" });
        }
      }
      expect(new Set(device.carriedOut).size).toBe(device.carriedOut.length);
      expect([...device.carriedOut].sort((one, other) => one - other)).toEqual(device.carriedOut);
    }),
  );
});

test("orders run one after another, and each result is told", () => {
  const device = new Device();
  device.feed({ type: "told", commands: [command(2), command(1)], monoMs: 0 });
  device.sync();
  expect(device.carriedOut).toEqual([1]);
  device.feed({ type: "ended", number: 1, outcome: "failed", detail: "no-page" });
  device.sync();
  expect(device.carriedOut).toEqual([1, 2]);
  device.feed({ type: "ended", number: 2, outcome: "done", detail: "" });
  expect(device.state.results).toEqual([
    { number: 1, outcome: "failed", detail: "no-page" },
    { number: 2, outcome: "done", detail: "" },
  ]);
  expect(device.state.unfinished).toEqual([]);
});

test("an order whose time has passed by the device's own clock is not carried out but told as expired", () => {
  const device = new Device();
  device.feed({ type: "told", commands: [command(1, { expiresInMs: 1_000 })], monoMs: 0 });
  device.monoMs = 1_001;
  device.sync();
  expect(device.carriedOut).toEqual([]);
  expect(device.state.results).toMatchObject([{ number: 1, outcome: "expired" }]);
});

test("another player's order, and one older than the last, are not met", () => {
  const device = new Device();
  device.feed({ type: "told", commands: [command(5)], monoMs: 0 });
  device.sync();
  device.feed({ type: "told", commands: [command(4), command(5), command(6, { player: 8 })], monoMs: 0 });
  expect(device.carriedOut).toEqual([5]);
  expect(device.state.lastNumber).toBe(5);
});

test("a restart is done by having restarted; what it cut off has failed, and neither is begun again", () => {
  const device = new Device();
  const restart = command(2, { order: { kind: "restart" } });
  device.feed({ type: "told", commands: [command(1), restart], monoMs: 0 });
  device.sync();
  device.restart();
  expect(device.state.results).toEqual([
    { number: 1, outcome: "failed", detail: "interrupted" },
    { number: 2, outcome: "done", detail: "restarted" },
  ]);
  device.feed({ type: "told", commands: [command(1), restart], monoMs: 0 });
  expect(device.carriedOut).toEqual([1]);
});
