import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMPLETED_PPM, type PlayRecord } from "../../schemas/play-record.ts";
import { AgentRig, until } from "../support/agent-rig.ts";

let rig: AgentRig;

beforeEach(async () => {
  rig = await AgentRig.create();
});

afterEach(async () => {
  await rig.close();
});

describe("a paired player", () => {
  it("pairs with six words, plays what two persons approved, and every showing is in the server exactly once", async () => {
    rig.server.isConfirmed = false;
    const item = await rig.world.addItem({ sizeBytes: 600_000 });
    const unapproved = await rig.world.addItem({ approvals: 1 });
    await rig.world.publish();
    await rig.startAgent();
    const stage = await rig.enterStage();
    await until("the code stands on the slate", () => stage.card !== null);
    expect(stage.card?.words).toHaveLength(6);
    expect(rig.events.find(({ event }) => event === "pairing")).toMatchObject({
      code: "ABCD-1234",
      words: stage.card?.words,
    });
    expect(rig.server.states).toHaveLength(0);
    rig.server.isConfirmed = true;

    await until("three showings are stored", () => rig.server.records.length >= 3, 40_000);
    expect(stage.card).toBeNull();
    expect(stage.offered).toEqual(new Set([item.airingSha256]));
    expect(stage.offered.has(unapproved.airingSha256)).toBe(false);
    expect(stage.seen.every((slot) => slot.arrivedSha256 === slot.sha256)).toBe(true);
    expect(rig.server.records.map(({ seq }) => seq)).toEqual(rig.server.records.map((_, index) => index + 1));
    // How late this busy machine brings a picture on is its own matter; what is told of it is not.
    const isWhole = ({ shownMs, plannedMs }: PlayRecord) => shownMs * 1_000_000 >= plannedMs * COMPLETED_PPM;
    for (const record of rig.server.records.slice(1, 3)) {
      expect(record.outcome === "completed").toBe(isWhole(record));
    }
    const whole = () => rig.server.records.slice(1).find(isWhole);
    await until("one is shown whole", () => whole() !== undefined, 40_000);
    expect(whole()).toMatchObject({ airingSha256: item.airingSha256, plannedMs: 2_500, joinedLate: false });
  });

  it("plays on with the server gone, starts again from disk alone, and loses no showing when it is back", async () => {
    const item = await rig.world.addItem();
    await rig.world.publish();
    await rig.startAgent();
    let stage = await rig.enterStage();
    await until("a showing is stored", () => rig.server.records.length >= 1);
    await rig.server.stop();
    const before = stage.seen.length;
    await until("it plays without the server", () => stage.seen.length >= before + 2);
    await rig.stopAgent();

    await rig.startAgent();
    stage = await rig.enterStage();
    await until("it plays from disk alone", () => stage.seen.length >= 2);
    expect(stage.offered).toEqual(new Set([item.airingSha256]));
    await rig.server.start();
    const isThere = ({ boot, outcome }: { boot: number; outcome: string }) => boot === 2 && outcome === "completed";
    await until("the second boot's showings arrive", () => rig.server.records.some(isThere), 30_000);
    const keys = rig.server.records.map(({ boot, seq }) => `${boot}.${seq}`);
    expect(new Set(keys).size).toBe(keys.length);
    const firstBoot = rig.server.records.filter(({ boot }) => boot === 1).map(({ seq }) => seq);
    expect(firstBoot).toEqual(firstBoot.map((_, index) => index + 1));
    expect(rig.server.records[0]).toMatchObject({ player: 7, boot: 1, seq: 1 });
  });

  it("resends what a restored server has lost", async () => {
    await rig.world.addItem();
    await rig.world.publish();
    await rig.startAgent();
    await rig.enterStage();
    await until("two showings are stored", () => rig.server.records.length >= 2, 30_000);
    await rig.server.stop();
    const first = structuredClone(rig.server.records);
    rig.server.records.length = 0;
    rig.server.mark = { boot: 0, seq: 0, headSha256: "0".repeat(64) };
    await rig.server.start();
    await until("they are there again", () => rig.server.records.length >= first.length, 30_000);
    expect(rig.server.records.slice(0, first.length)).toEqual(first);
  });

  it("takes a withdrawn item off and never shows it again, also after a restart without a server", async () => {
    const bad = await rig.world.addItem();
    const good = await rig.world.addItem();
    await rig.world.publish();
    await rig.startAgent();
    const stage = await rig.enterStage();
    await until("both are offered", () => stage.offered.size === 2);
    await rig.world.withdraw(bad.airingSha256);
    await rig.server.pushStatus();
    const names = (airingSha256: string) => stage.slots.some((slot) => slot.airingSha256 === airingSha256);
    await until("it is off the program", () => !names(bad.airingSha256) && names(good.airingSha256));
    expect((await stage.fetchMedia(bad.mediaSha256)).status).toBe(404);
    await rig.stopAgent();
    await rig.server.stop();
    await rig.startAgent();
    const later = await rig.enterStage();
    await until("the other one plays", () => later.seen.length >= 1);
    expect(later.offered).toEqual(new Set([good.airingSha256]));
  });
});
