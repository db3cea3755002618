import type { PlayerState } from "../../schemas/player-socket.ts";

/** What a player in order tells that has just been paired and shows nothing yet, but for what a test changes. */
export function playerState(change: Partial<PlayerState> = {}): PlayerState {
  return {
    boot: 1,
    agentVersion: "1",
    rootVersion: 1,
    withdrawalsVersion: 0,
    playingRevision: 0,
    heldRevision: 0,
    heldSha256: null,
    ledgerHead: { boot: 0, seq: 0 },
    playing: null,
    stageConnected: true,
    clock: "anchored",
    wallMs: 1,
    monoMs: 1,
    storeBytes: 0,
    freeBytes: 0,
    troubles: [],
    ...change,
  };
}
