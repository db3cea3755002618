import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { LoopbackRelay } from "../support/loopback-relay.ts";
import { deviceLog } from "../support/play-device.ts";
import { type PlayerHouse, startPlayerHouse } from "../support/player-house.ts";
import { SessionRig } from "../support/session-rig.ts";

let house: PlayerHouse;
let relay: LoopbackRelay;
let rig: SessionRig;

beforeEach(async () => {
  house = await startPlayerHouse();
  relay = await LoopbackRelay.start(house.url);
  rig = new SessionRig(house, relay.url);
});
afterEach(async () => {
  vi.useRealTimers();
  rig.stop();
  await relay.stop();
  await house.close();
});

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not in time: ${what}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets the player's timers run on by `stepMs` whenever the network has been quiet for a while. */
async function passTime(what: string, isSo: () => boolean, stepMs = 1_000): Promise<void> {
  await until(what, async () => {
    let traffic = -1;
    for (let quietMs = performance.now(); performance.now() - quietMs < 40; ) {
      const now = relay.upBytes + relay.downBytes + relay.connections;
      if (now !== traffic) quietMs = performance.now();
      traffic = now;
      if (isSo()) return true;
      await new Promise((resolve) => setImmediate(resolve));
    }
    vi.advanceTimersByTime(stepMs);
    return isSo();
  });
}

async function storedState() {
  const row = await house.ctx.db.selectFrom("players").select("state_json").executeTakeFirstOrThrow();
  return JSON.parse(row.state_json ?? "null");
}

async function storedRecords(): Promise<number> {
  return (await house.ctx.db.selectFrom("play_records").select("seq").execute()).length;
}

describe("a player on a line that lets no WebSocket through", () => {
  it("polls: its log is stored, its files are given, withdrawals reach it, and its log is not stored twice by a socket later", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    relay.mode = "no-upgrade";
    rig.log.push(...deviceLog(house.player.number, [Array.from({ length: 700 }, () => ({}))]));
    rig.session.start();
    await passTime("the first poll is answered", () => rig.statuses >= 1);
    expect(rig.transport).toBe("poll");
    expect(rig.count("offline")).toBeGreaterThanOrEqual(3);
    await passTime("the log is stored", () => rig.mark?.seq === 700);
    expect(await storedRecords()).toBe(700);
    expect(await rig.link.getJson(PLAYER_PATHS.root(1))).toMatchObject({ kind: "json" });
    await until("the clock is known", () => rig.time.clockState() === "anchored");
    expect((await storedState()).link.transport).toBe("poll");

    const statuses = rig.statuses;
    house.ctx.bus.hint("withdrawals-changed", { version: 1 });
    await passTime("the next poll brings the status", () => rig.statuses > statuses);

    relay.mode = "through";
    await passTime("it has found that a socket gets through", () => rig.transport === "socket", 10_000);
    const told = rig.statuses;
    rig.session.recordsWaiting();
    house.ctx.bus.hint("manifest-changed", { screenId: house.screenId });
    await passTime("pushes reach it", () => rig.statuses > told);
    expect(await storedRecords()).toBe(700);
    expect(house.gateway.connectedPlayers()).toEqual([house.player.number]);
  });

  it("is not fooled by a captive portal: says what it is, parses nothing of it, and is back when it is gone", async () => {
    relay.mode = "portal";
    rig.session.start();
    await until("it has tried sockets and polls", () => rig.count("offline") >= 5);
    const troubles = rig.events.filter(({ event }) => event === "offline").map(({ trouble }) => trouble);
    // A page that comes while the request is still being sent may end as a cut line; it is never taken for anything else.
    expect(troubles.filter((trouble) => trouble === "captive-portal").length).toBeGreaterThanOrEqual(4);
    expect(troubles.filter((trouble) => trouble !== "captive-portal" && trouble !== "unreachable")).toEqual([]);
    expect([rig.count("online"), rig.statuses]).toEqual([0, 0]);
    relay.mode = "through";
    await until("it is back", () => rig.statuses >= 1);
    await until("the server knows why", async () => (await storedState())?.link?.trouble === "captive-portal");
  });
});

it("a half-open connection is given up by its silence, and nothing of it is believed after", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  rig.session.start();
  await passTime("it is connected", () => rig.time.clockState() === "anchored");
  const before = rig.count("offline");
  relay.mode = "silent";
  await passTime("it has given up", () => rig.count("offline") > before);
  expect(rig.events.findLast(({ event }) => event === "offline")?.reason).toBe("silent");
  relay.cut();
  relay.mode = "through";
  const { statuses } = rig;
  await passTime("it is back", () => rig.statuses > statuses);
});
