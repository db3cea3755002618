import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PairingOffer } from "../../../schemas/player-http.ts";
import { pairingWords } from "../../../schemas/rules/pairing-words.ts";
import { openFirstRoot } from "../../../schemas/trust/root-of-trust.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner, type TestSigner } from "../../../tests/support/trust.ts";
import type { ServiceContext } from "../../context.ts";
import { sha256Hex } from "../../sha256.ts";
import { loadReference } from "../reference/load-reference.ts";
import { createCluster } from "../sites/create-cluster.ts";
import { createScreen } from "../sites/create-screen.ts";
import { createSite } from "../sites/create-site.ts";
import { getScreen } from "../sites/list-screens.ts";
import { claimPairing } from "./claim-pairing.ts";
import { confirmPairing, refusePairing } from "./confirm-pairing.ts";
import { makePairingCode, readPairingCode } from "./pairing-code.ts";
import { readPairingState } from "./read-pairing-state.ts";
import { requestPairing } from "./request-pairing.ts";
import { revokePlayer } from "./revoke-player.ts";

let world: TestContext;
let administrator: ServiceContext;
let clusterId: string;
let screenId: string;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  const { siteId } = await createSite(world.ctx, { gateId: "mong-cai" });
  clusterId = (await createCluster(world.ctx, { siteId, name: "Cụm" })).clusterId;
});
beforeEach(async () => {
  administrator = await world.asPerson(["administrator"]);
  screenId = await newScreen("Màn");
});
afterAll(() => world.close());

const newScreen = async (name: string) =>
  (await createScreen(world.ctx, { clusterId, name, widthPx: 1_920, heightPx: 1_080 })).screenId;

async function ask(signer?: TestSigner) {
  const key = signer ?? (await makeSigner());
  const anonymous: ServiceContext = { ...world.ctx, actor: { kind: "anonymous" } };
  const offer = await requestPairing(anonymous, {
    publicKey: key.publicKey,
    deviceName: "Đầu phát sảnh",
    agentVersion: "1.0",
  });
  return { key, offer, state: () => readPairingState(anonymous, { requestId: offer.requestId, secret: offer.secret }) };
}

async function pair(onScreenId: string, signer?: TestSigner, replaceExisting = false) {
  const device = await ask(signer);
  const { requestId } = await claimPairing(administrator, { screenId: onScreenId, code: device.offer.code });
  const { player } = await confirmPairing(administrator, { requestId, replaceExisting });
  return { ...device, player };
}

test("a player and its operator see the same six words, and only then the screen has a player", async () => {
  const { key, offer, state } = await ask();
  expect(PairingOffer.parse(offer)).toEqual(offer);
  const root = await openFirstRoot(offer.root);
  if (!root.ok) throw new Error("the offered root must open");
  const claim = await claimPairing(administrator, { screenId, code: offer.code.toLowerCase().replace("-", " ") });
  const onStage = pairingWords(
    { playerKeyId: key.keyId, rootKeyIds: root.document.roles.root.keyIds, serverName: offer.serverName },
    sha256Hex,
  );
  expect(claim.words).toEqual(onStage);
  expect(claim).toMatchObject({ deviceName: "Đầu phát sảnh", replaces: null });
  expect(await state()).toEqual({ state: "waiting" });
  expect((await getScreen(administrator, { screenId })).player).toBeNull();
  const hinted: number[] = [];
  const unwatch = world.ctx.bus.watch("player-revoked", ({ player }) => hinted.push(player));
  const { player } = await confirmPairing(administrator, { requestId: claim.requestId, replaceExisting: false });
  unwatch();
  expect(await state()).toEqual({ state: "confirmed", player, screenId, highestBoot: 0 });
  expect((await getScreen(administrator, { screenId })).player).toMatchObject({ player });
  expect(hinted).toEqual([]);
  world.clock.advance(3_600_000);
  expect(await state()).toMatchObject({ state: "confirmed" });
});

test("confirming at once from many sides yields one player", async () => {
  const { offer } = await ask();
  const { requestId } = await claimPairing(administrator, { screenId, code: offer.code });
  const before = await world.ctx.db.selectFrom("players").selectAll().execute();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => confirmPairing(administrator, { requestId, replaceExisting: false })),
  );
  expect(new Set(answers.map((answer) => answer.player)).size).toBe(1);
  expect((await world.ctx.db.selectFrom("players").selectAll().execute()).length).toBe(before.length + 1);
});

test("two devices racing for one screen: one gets it, the other is told and leaves no trace", async () => {
  const [one, two] = [await ask(), await ask()];
  const claims = [];
  for (const device of [one, two]) {
    claims.push(await claimPairing(administrator, { screenId, code: device.offer.code }));
  }
  const results = await Promise.allSettled(
    claims.map(({ requestId }) => confirmPairing(administrator, { requestId, replaceExisting: false })),
  );
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  const open = await world.ctx.db
    .selectFrom("player_assignments")
    .selectAll()
    .where("screen_id", "=", screenId)
    .where("to_ms", "is", null)
    .execute();
  expect(open.length).toBe(1);
});

test("typing a code moves nothing: a screen keeps its player until replacing it is asked for by itself", async () => {
  const first = await pair(screenId);
  const second = await ask();
  const claim = await claimPairing(administrator, { screenId, code: second.offer.code });
  expect(claim.replaces).toEqual({ player: first.player, deviceName: "Đầu phát sảnh" });
  expect((await getScreen(administrator, { screenId })).player?.player).toBe(first.player);
  await expect(
    confirmPairing(administrator, { requestId: claim.requestId, replaceExisting: false }),
  ).rejects.toMatchObject({ code: "conflict", messageKey: "pairing.screen-has-player" });
  expect(await first.state()).toMatchObject({ state: "confirmed" });

  await world.ctx.db.updateTable("players").set({ highest_boot: 7 }).where("number", "=", first.player).execute();
  const revoked: number[] = [];
  const unwatch = world.ctx.bus.watch("player-revoked", ({ player }) => revoked.push(player));
  const { player } = await confirmPairing(administrator, { requestId: claim.requestId, replaceExisting: true });
  unwatch();
  expect(revoked).toEqual([first.player]);
  expect(player).toBeGreaterThan(first.player);
  expect(await second.state()).toEqual({ state: "confirmed", player, screenId, highestBoot: 7 });
  expect(await first.state()).toEqual({ state: "expired" });
  await expect(ask(first.key)).rejects.toMatchObject({ code: "not-allowed", messageKey: "pairing.key-revoked" });
});

test("a working player's public key, sent by anyone, cannot pull it to another screen", async () => {
  const first = await pair(screenId);
  const elsewhere = await newScreen("Màn khác");
  const again = await ask(first.key);
  await expect(claimPairing(administrator, { screenId: elsewhere, code: again.offer.code })).rejects.toMatchObject({
    code: "conflict",
    messageKey: "pairing.serves-another-screen",
  });
  expect((await getScreen(administrator, { screenId })).player?.player).toBe(first.player);
  const { player } = await pair(screenId, first.key, true);
  expect((await getScreen(administrator, { screenId })).player?.player).toBe(player);
});

test("a revoked player is gone for good, and revoking twice changes nothing", async () => {
  const { key, player, state } = await pair(screenId);
  await revokePlayer(administrator, { player });
  await revokePlayer(administrator, { player });
  expect(await state()).toEqual({ state: "expired" });
  expect((await getScreen(administrator, { screenId })).player).toBeNull();
  await expect(ask(key)).rejects.toMatchObject({ code: "not-allowed" });
});

test("a code dies after ten minutes, after its use, by a newer one of the same key, and when the words differ", async () => {
  const late = await ask();
  world.clock.advance(10 * 60_000);
  await expect(claimPairing(administrator, { screenId, code: late.offer.code })).rejects.toMatchObject({
    code: "not-found",
  });
  expect(await late.state()).toEqual({ state: "expired" });

  const used = await pair(screenId);
  await expect(claimPairing(administrator, { screenId, code: used.offer.code })).rejects.toMatchObject({
    code: "not-found",
  });

  const older = await ask();
  const newer = await ask(older.key);
  expect(await older.state()).toEqual({ state: "expired" });
  const free = await newScreen("Màn trống");
  const claim = await claimPairing(administrator, { screenId: free, code: newer.offer.code });
  await refusePairing(administrator, { requestId: claim.requestId });
  await expect(
    confirmPairing(administrator, { requestId: claim.requestId, replaceExisting: false }),
  ).rejects.toMatchObject({ code: "expired" });
  expect((await getScreen(administrator, { screenId: free })).player).toBeNull();
});

test("five wrong codes stop a person for ten minutes, and a code cannot be typed a sixth time", async () => {
  const { offer } = await ask();
  for (let tries = 0; tries < 5; tries++) {
    await expect(claimPairing(administrator, { screenId, code: makePairingCode() })).rejects.toMatchObject({
      code: "not-found",
    });
  }
  await expect(claimPairing(administrator, { screenId, code: offer.code })).rejects.toMatchObject({
    code: "too-many-attempts",
  });
  const other = await world.asPerson(["administrator"]);
  for (let tries = 0; tries < 5; tries++) await claimPairing(other, { screenId, code: offer.code });
  await expect(claimPairing(other, { screenId, code: offer.code })).rejects.toMatchObject({ code: "not-found" });
});

test("only an administrator pairs; a claim belongs to whoever made it; a secret opens only its own request", async () => {
  const { offer } = await ask();
  const editor = await world.asPerson(["editor"]);
  await expect(claimPairing(editor, { screenId, code: offer.code })).rejects.toMatchObject({ code: "not-allowed" });
  await expect(
    confirmPairing(administrator, { requestId: offer.requestId, replaceExisting: false }),
  ).rejects.toMatchObject({ messageKey: "pairing.not-claimed" });
  await claimPairing(administrator, { screenId, code: offer.code });
  const other = await world.asPerson(["administrator"]);
  await expect(claimPairing(other, { screenId, code: offer.code })).rejects.toMatchObject({ code: "conflict" });
  await expect(confirmPairing(other, { requestId: offer.requestId, replaceExisting: false })).rejects.toMatchObject({
    messageKey: "pairing.claimed-by-another",
  });
  const stranger = await ask();
  await expect(
    readPairingState(world.ctx, { requestId: offer.requestId, secret: stranger.offer.secret }),
  ).rejects.toMatchObject({ code: "not-found" });
});

test("the database keeps neither code nor secret", async () => {
  const { offer } = await ask();
  const rows = JSON.stringify(await world.ctx.db.selectFrom("pairing_requests").selectAll().execute());
  expect(rows).not.toContain(offer.code);
  expect(rows).not.toContain(offer.code.replace("-", ""));
  expect(rows).not.toContain(offer.secret);
});

test("codes have 40 random bits and are read as people write them", () => {
  const codes = new Set(Array.from({ length: 2_000 }, makePairingCode));
  expect(codes.size).toBe(2_000);
  for (const code of codes) expect(readPairingCode(code)).toBe(code);
  expect(readPairingCode(" o0il abcd")).toBe("0011-ABCD");
  expect(readPairingCode("ABCU-1234")).toBeUndefined();
  expect(readPairingCode("ABC-1234")).toBeUndefined();
});
