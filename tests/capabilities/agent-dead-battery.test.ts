import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, createSystemClock } from "../../player/agent/ports/clock.ts";
import { AgentRig, until } from "../support/agent-rig.ts";
import type { WorldItem } from "../support/signed-world.ts";

const DAY_MS = 86_400_000;

let rig: AgentRig;
let good: WorldItem;
let expired: WorldItem;

beforeEach(async () => {
  rig = await AgentRig.create();
  good = await rig.world.addItem();
  expired = await rig.world.addItem();
  const manifest = await rig.world.publish();
  const items = manifest.items.map((item) =>
    item.airingSha256 === expired.airingSha256 ? { ...item, notAfterMs: Date.now() - DAY_MS } : item,
  );
  await rig.world.publish(rig.world.items, { items });
  await rig.startAgent();
  await until("it holds the manifest", () => rig.server.states.at(-1)?.heldRevision === 2);
  await rig.stopAgent();
  await rig.server.stop();
});
afterEach(async () => {
  await rig.close();
});

/** The machine's clock begins anew in 1970 each time the power comes. */
function deadBattery(): Clock {
  const { mono } = createSystemClock();
  return { mono, wall: () => mono() };
}

describe("a player whose clock battery is dead, started without a link", () => {
  it("plays by the time floor, nothing that ended before it, says that the time is unknown, and is healed by one contact", async () => {
    await rig.startAgent(deadBattery());
    const stage = await rig.enterStage();
    await until("it plays", () => stage.seen.length >= 2);
    expect(stage.offered).toEqual(new Set([good.airingSha256]));
    const before = rig.server.records.length;
    await rig.server.start();
    await until("what was played is stored", () => rig.server.records.length > before, 40_000);
    expect(rig.server.records[before]?.clock).toBe("unknown");
    expect(stage.offered).toEqual(new Set([good.airingSha256]));
    await until("what is played now has its time", () => rig.server.records.at(-1)?.clock === "anchored", 40_000);
  });

  it("would show what has ended if it kept no floor: the promise above is the floor's", async () => {
    for (const name of await readdir(rig.dataDir)) {
      if (name.startsWith("trusted.")) await rm(join(rig.dataDir, name));
    }
    await rig.startAgent(deadBattery());
    const stage = await rig.enterStage();
    await until("the one that ended is offered", () => stage.offered.has(expired.airingSha256));
  });
});
