import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  countOpenPairingRequests,
  deleteDeadPairingRequests,
  expirePairingRequest,
  expirePairingRequestsOfKey,
  findPairingRequest,
  insertPairingRequest,
  lockPairingRequest,
  setPairedPlayer,
  setPairingClaim,
  takePairingTry,
} from "../../server/db/repos/pairing-requests.ts";
import {
  findPlayer,
  findPlayerOfScreen,
  findScreenOfPlayer,
  highestBootFor,
  insertPlayer,
  listPlayersOfKey,
  openAssignment,
  revokePlayerRow,
} from "../../server/db/repos/players.ts";
import { addScreenRows } from "./sites-contract.ts";

const request = (id: string, expiresAtMs: number) => ({
  id,
  code_sha256: `code-${id}`,
  secret_sha256: "s",
  key_id: `key-${id}`,
  public_x: "x",
  device_name: "Đầu phát",
  tries_left: 2,
  expires_at_ms: expiresAtMs,
  claimed_screen_id: null,
  claimed_by: null,
  player: null,
  created_at_ms: 1,
});

const player = (keyId: string, highestBoot: number) => ({
  key_id: keyId,
  public_x: "x",
  device_name: "Đầu phát",
  paired_at_ms: 1,
  paired_by: null,
  revoked_at_ms: null,
  highest_boot: highestBoot,
  state_json: null,
  state_at_ms: null,
});

export const pairingContract = {
  name: "pairing requests lose tries, end and become players, of which a screen has one",
  async run(db: Database): Promise<void> {
    await addScreenRows(db, "p");
    await insertPairingRequest(db, request("one", 100));
    await insertPairingRequest(db, request("two", 100));
    expect(await countOpenPairingRequests(db, 99)).toBe(2);
    expect(await countOpenPairingRequests(db, 100)).toBe(0);
    expect(await takePairingTry(db, "code-one", 50)).toMatchObject({ id: "one", tries_left: 1 });
    expect(await takePairingTry(db, "code-one", 100)).toBeUndefined();
    expect(await takePairingTry(db, "code-one", 51)).toMatchObject({ tries_left: 0 });
    expect(await takePairingTry(db, "code-one", 52)).toBeUndefined();
    expect(await takePairingTry(db, "code-none", 52)).toBeUndefined();
    await setPairingClaim(db, "one", { screenId: "p-1", personId: null });
    expect(await lockPairingRequest(db, "one")).toMatchObject({ claimed_screen_id: "p-1", tries_left: 0 });
    expect(await lockPairingRequest(db, "none")).toBeUndefined();

    const first = await insertPlayer(db, player("key-one", 4));
    await openAssignment(db, { player: first, screenId: "p-1", fromMs: 60 });
    await setPairedPlayer(db, "one", first);
    expect(await takePairingTry(db, "code-one", 53)).toBeUndefined();
    expect(await expirePairingRequest(db, "one", 61)).toBe(false);
    expect(await findPlayerOfScreen(db, "p-1")).toMatchObject({ number: first, key_id: "key-one" });
    expect(await findScreenOfPlayer(db, first)).toBe("p-1");
    expect(await highestBootFor(db, "p-1", "key-none")).toBe(4);
    expect(await highestBootFor(db, "p-2", "key-one")).toBe(4);
    expect(await highestBootFor(db, "p-2", "key-none")).toBe(0);
    const second = await insertPlayer(db, player("key-two", 0));
    await expect(openAssignment(db, { player: second, screenId: "p-1", fromMs: 70 })).rejects.toThrow();
    await revokePlayerRow(db, first, 70);
    await revokePlayerRow(db, first, 80);
    expect(await findPlayer(db, first)).toMatchObject({ revoked_at_ms: 70 });
    await openAssignment(db, { player: second, screenId: "p-1", fromMs: 70 });
    expect((await findPlayerOfScreen(db, "p-1"))?.number).toBe(second);
    expect(await findScreenOfPlayer(db, first)).toBeUndefined();
    expect(await listPlayersOfKey(db, "key-one")).toEqual([{ number: first, revoked_at_ms: 70, screen_id: null }]);

    expect(await expirePairingRequest(db, "two", 80)).toBe(true);
    expect(await expirePairingRequest(db, "two", 81)).toBe(false);
    await insertPairingRequest(db, { ...request("three", 200), key_id: "key-two" });
    await expirePairingRequestsOfKey(db, "key-two", 90);
    expect(await findPairingRequest(db, "three")).toMatchObject({ expires_at_ms: 90 });
    await deleteDeadPairingRequests(db, 85);
    expect(await findPairingRequest(db, "two")).toBeUndefined();
    expect(await findPairingRequest(db, "one")).toMatchObject({ player: first });
    expect(await findPairingRequest(db, "three")).toBeDefined();
  },
};
