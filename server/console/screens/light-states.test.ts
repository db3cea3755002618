import { expect, it } from "vitest";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import { playerState } from "../../../tests/support/player-state.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { lightsOf, playsOnTheWay, troubleOf } from "./light-states.ts";

const NOW = 1_800_000_000_000;

it("a player that plays the right revision and whose log has arrived has three full lights", () => {
  const screen = screenWith({ heardAtMs: NOW - 10_000 });
  expect(lightsOf(screen, { boot: 1, seq: 40, updatedAtMs: NOW - 60_000 }, NOW)).toEqual({
    alive: "good",
    right: "good",
    proof: "good",
  });
});

it("silence leaves the right thing unknown and never green", () => {
  for (const silentMs of [400_000, 86_400_000]) {
    const lights = lightsOf(screenWith({ heardAtMs: NOW - silentMs }), undefined, NOW);
    expect(lights.alive).toBe("bad");
    expect(lights.right).toBe("unknown");
  }
});

it("an older revision, the slate, or an item that cannot be shown is wavering; no page on the glass is broken", () => {
  const proof = { boot: 1, seq: 40, updatedAtMs: NOW };
  const heardAtMs = NOW - 5_000;
  expect(lightsOf(screenWith({ heardAtMs, plan: "behind" }), proof, NOW).right).toBe("half");
  expect(lightsOf(screenWith({ heardAtMs, state: { playing: null } }), proof, NOW).right).toBe("half");
  const troubles = [{ airingSha256: "a".repeat(64), reason: "damaged" }];
  expect(lightsOf(screenWith({ heardAtMs, state: { troubles } }), proof, NOW).right).toBe("half");
  expect(lightsOf(screenWith({ heardAtMs, state: { stageConnected: false } }), proof, NOW).right).toBe("bad");
});

it("a log that has not moved for ten minutes while plays wait is broken proof, and only then", () => {
  const screen = screenWith({ heardAtMs: NOW });
  expect(lightsOf(screen, { boot: 1, seq: 30, updatedAtMs: NOW - 60_000 }, NOW).proof).toBe("half");
  expect(lightsOf(screen, { boot: 1, seq: 30, updatedAtMs: NOW - 700_000 }, NOW).proof).toBe("bad");
  expect(lightsOf(screen, { boot: 1, seq: 40, updatedAtMs: NOW - 700_000 }, NOW).proof).toBe("good");
  expect(playsOnTheWay(screen, { boot: 1, seq: 30, updatedAtMs: NOW })).toBe(10);
});

it("trouble on the glass sorts before silence, and silence before late proof", () => {
  const wrong = troubleOf({ alive: "good", right: "bad", proof: "good" });
  const silent = troubleOf({ alive: "bad", right: "unknown", proof: "half" });
  const late = troubleOf({ alive: "good", right: "good", proof: "bad" });
  expect(wrong).toBeGreaterThan(silent);
  expect(silent).toBeGreaterThan(late);
  expect(troubleOf({ alive: "good", right: "good", proof: "good" })).toBe(0);
});

function screenWith(facts: { heardAtMs: number; plan?: ScreenView["plan"]; state?: Partial<PlayerState> }): ScreenView {
  const state = playerState({
    playingRevision: 3,
    heldRevision: 3,
    ledgerHead: { boot: 1, seq: 40 },
    playing: "b".repeat(64),
    wallMs: NOW,
    monoMs: 1_000,
    ...facts.state,
  });
  return {
    screenId: "s",
    name: "Screen",
    widthPx: 1_920,
    heightPx: 1_080,
    retiredAtMs: null,
    updatedAtMs: 0,
    clusterId: "c",
    clusterName: "Cluster",
    siteId: "p",
    siteNames: { vi: "Nơi", en: "Place" },
    tags: [],
    timeZone: "Asia/Ho_Chi_Minh",
    player: { player: 1, deviceName: "box", pairedAtMs: NOW - 90_000_000, heardAtMs: facts.heardAtMs, state },
    manifest: { revision: 3, sha256: "c".repeat(64), createdAtMs: NOW },
    plan: facts.plan ?? "current",
  };
}
