import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentRig, until } from "../support/agent-rig.ts";
import type { WorldItem } from "../support/signed-world.ts";
import type { StageClient } from "../support/stage-client.ts";

let rig: AgentRig;

beforeEach(async () => {
  rig = await AgentRig.create();
});

afterEach(() => rig.close());

const names = (stage: StageClient, item: WorldItem) =>
  stage.slots.some(({ airingSha256 }) => airingSha256 === item.airingSha256);

/** The page cannot show this item, whenever it is its turn. */
async function refuseTwice(stage: StageClient, item: WorldItem): Promise<void> {
  const keys = stage.slots.filter(({ airingSha256 }) => airingSha256 === item.airingSha256).map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(1);
  for (const key of keys.slice(0, 2)) stage.send({ type: "failed", key, reason: "decode" });
}

describe("a manifest of which nothing can be shown", () => {
  it("gives way to the last one that was seen, also after a restart without a server, but never to what is withdrawn", async () => {
    const old = await rig.world.addItem({ durationMs: 2_100 });
    await rig.world.publish([old]);
    await rig.startAgent();
    let stage = await rig.enterStage();
    await until("a showing of the old one", () => rig.server.records.length >= 1);
    const broken = await rig.world.addItem({ durationMs: 2_100 });
    await rig.world.publish([broken]);
    await rig.server.pushStatus();
    await until("the new one is on", () => names(stage, broken) && !names(stage, old));
    await refuseTwice(stage, broken);
    await until("the old one is back", () => names(stage, old) && !names(stage, broken));
    const told = rig.server.records.length;
    const since = () => rig.server.records.slice(told).filter(({ airingSha256 }) => airingSha256 === old.airingSha256);
    await until("its showing is stored", () => since().length > 0);
    expect(since()[0]).toMatchObject({ manifestRevision: 1 });
    await rig.stopAgent();

    await rig.server.stop();
    await rig.startAgent();
    stage = await rig.enterStage();
    await until("the new one has its chance again", () => names(stage, broken));
    await refuseTwice(stage, broken);
    await until("the old one is back", () => names(stage, old));
    await rig.server.start();
    await rig.world.withdraw(old.airingSha256);
    await until("the withdrawn one is off", () => stage.slots.length === 0, 40_000);
  });
});
