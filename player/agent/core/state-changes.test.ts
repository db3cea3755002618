import fc from "fast-check";
import { expect, it } from "vitest";
import { PlayerState } from "../../../schemas/player-socket.ts";
import { stateChanges, toldAfter } from "./state-changes.ts";

const STATE = PlayerState.parse({
  boot: 1,
  agentVersion: "1",
  rootVersion: 1,
  withdrawalsVersion: 0,
  playingRevision: 1,
  heldRevision: 1,
  heldSha256: "a".repeat(64),
  ledgerHead: { boot: 1, seq: 1 },
  playing: "b".repeat(64),
  stageConnected: true,
  clock: "anchored",
  wallMs: 1_800_000_000_000,
  monoMs: 5_000,
  storeBytes: 5,
  freeBytes: 5_000_000_000,
  troubles: [],
});
const MIB = 1_048_576;

const anyState: fc.Arbitrary<PlayerState> = fc
  .record({
    boot: fc.constantFrom(1, 2),
    heldRevision: fc.constantFrom(1, 2),
    playing: fc.constantFrom(null, "b".repeat(64), "c".repeat(64)),
    ledgerHead: fc.record({ boot: fc.constant(1), seq: fc.nat(3) }),
    clock: fc.constantFrom("anchored", "interpolated"),
    troubles: fc.constantFrom([], [{ airingSha256: "d".repeat(64), reason: "media-missing" }]),
    link: fc.record({ transport: fc.constantFrom("socket", "poll"), trouble: fc.constant(null) }),
  })
  .map((change) => PlayerState.parse({ ...STATE, ...change }));

it("whatever a player tells in changes, the server knows its whole state after each", () => {
  fc.assert(
    fc.property(fc.array(anyState, { maxLength: 12 }), (states) => {
      let told = STATE;
      for (const now of states) {
        told = toldAfter(told, stateChanges(told, now));
        expect(told).toEqual(now);
      }
    }),
  );
});

it("an idle player has nothing to tell; time passing and a few megabytes are nothing", () => {
  const later = { ...STATE, monoMs: 35_000, wallMs: STATE.wallMs + 30_400, freeBytes: STATE.freeBytes - 63 * MIB };
  expect(stateChanges(STATE, later)).toEqual({});
  expect(stateChanges(STATE, { ...later, freeBytes: STATE.freeBytes - 64 * MIB })).toHaveProperty("freeBytes");
  expect(stateChanges(STATE, { ...later, wallMs: STATE.wallMs - 3_600_000 })).toEqual({
    wallMs: STATE.wallMs - 3_600_000,
  });
});
