import { afterEach, beforeEach, expect, it } from "vitest";
import type { Order } from "../../schemas/commands.ts";
import { AgentRig, until } from "../support/agent-rig.ts";

let rig: AgentRig;

beforeEach(async () => {
  rig = await AgentRig.create();
  await rig.world.addItem({ durationMs: 2_500 });
  await rig.world.publish();
  await rig.startAgent();
});
afterEach(() => rig.close());

const resultOf = (number: number) =>
  rig.server.states.at(-1)?.commandResults?.find((result) => result.number === number);

async function order(number: number, what: Order): Promise<void> {
  rig.world.commands.push({ number, player: 7, order: what, expiresInMs: 60_000 });
  await rig.server.pushStatus();
}

it("carries out an order of a signed status once, and tells its result at once, also when the status comes again", async () => {
  const stage = await rig.enterStage();
  await until("it is installed", () => rig.events.some(({ event }) => event === "installed"));
  await order(3, { kind: "identify", seconds: 10 });
  await until("the result is told", () => resultOf(3) !== undefined);
  expect(resultOf(3)).toMatchObject({ outcome: "done" });
  await rig.server.pushStatus();
  await order(4, { kind: "volume", volumePpm: 250_000 });
  await until("the second result is told", () => resultOf(4) !== undefined);
  expect(stage.identified).toEqual([10]);
  expect(stage.volumePpm).toBe(250_000);
});

it("does nothing that it cannot do, and says so", async () => {
  await until("it is installed", () => rig.events.some(({ event }) => event === "installed"));
  await order(1, { kind: "screenshot" });
  await until("the result is told", () => resultOf(1) !== undefined);
  expect(resultOf(1)).toEqual({ number: 1, outcome: "failed", detail: "no-browser" });
});

it("forgets its server when it is told to, keeps its log, and asks to be paired again with another key", async () => {
  await rig.enterStage();
  await until("a showing is stored", () => rig.server.records.length > 0);
  const key = rig.server.playerKey?.x;
  await order(1, { kind: "unpair" });
  await until("it wants to start again", () => rig.events.some(({ event }) => event === "restart-wanted"));
  await rig.stopAgent();
  const asked = rig.server.pairingsAsked;
  await rig.startAgent();
  await until("it asks to be paired", () => rig.server.pairingsAsked > asked);
  expect(rig.events.some(({ event }) => event === "server-forgotten")).toBe(true);
  expect(rig.server.playerKey?.x).not.toBe(key);
});
