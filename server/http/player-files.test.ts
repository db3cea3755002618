import { afterAll, beforeAll, expect, test } from "vitest";
import { AiringBundle, PairingOffer, PairingState, PLAYER_PATHS } from "../../schemas/player-http.ts";
import { openFirstRoot } from "../../schemas/trust/root-of-trust.ts";
import { approvePicture } from "../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { makeSigner } from "../../tests/support/trust.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import { claimPairing } from "../services/pairing/claim-pairing.ts";
import { confirmPairing } from "../services/pairing/confirm-pairing.ts";
import { loadReference } from "../services/reference/load-reference.ts";
import { createCluster } from "../services/sites/create-cluster.ts";
import { createScreen } from "../services/sites/create-screen.ts";
import { createSite } from "../services/sites/create-site.ts";
import { currentWithdrawals } from "../services/withdrawals/current-withdrawals.ts";
import { withdrawAiring } from "../services/withdrawals/withdraw-airing.ts";
import { sha256Hex } from "../sha256.ts";
import { openPlayerSession } from "../socket/player-sessions.ts";

let world: TestContext;
let web: TestWebServer;
let screenId: string;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  web = await startWebServer(world.ctx);
  const { siteId } = await createSite(world.ctx, { gateId: "mong-cai" });
  const { clusterId } = await createCluster(world.ctx, { siteId, name: "Cụm" });
  screenId = (await createScreen(world.ctx, { clusterId, name: "Màn", widthPx: 1_920, heightPx: 1_080 })).screenId;
});
afterAll(async () => {
  await web.close();
  await world.close();
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${web.url}${path}`, { headers });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const ask = async (body: unknown) =>
  fetch(`${web.url}${PLAYER_PATHS.pairing}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const requestBody = async () => ({
  publicKey: (await makeSigner()).publicKey,
  deviceName: "Đầu phát",
  agentVersion: "1",
});

test("a player pairs over HTTP: offer, waiting, confirmed, and its secret alone may ask", async () => {
  const response = await ask(await requestBody());
  expect(response.status).toBe(201);
  const offer = PairingOffer.parse(await response.json());
  const path = PLAYER_PATHS.pairingState(offer.requestId);
  const state = async () => PairingState.parse(await (await get(path, bearer(offer.secret))).json());
  expect(await state()).toEqual({ state: "waiting" });
  for (const headers of [{}, bearer("x".repeat(43)), { Authorization: offer.secret }]) {
    expect((await get(path, headers)).status).toBe(404);
  }
  expect((await get(PLAYER_PATHS.pairingState("no-such-id"), bearer(offer.secret))).status).toBe(404);
  const administrator = await world.asPerson(["administrator"]);
  const { requestId } = await claimPairing(administrator, { screenId, code: offer.code });
  const { player } = await confirmPairing(administrator, { requestId, replaceExisting: false });
  expect(await state()).toEqual({ state: "confirmed", player, screenId, highestBoot: 0 });
});

test("what is no pairing request is refused without a trace, however large or broken", async () => {
  const before = await world.ctx.db.selectFrom("pairing_requests").selectAll().execute();
  const good = await requestBody();
  for (const [body, status] of [
    ["{", 422],
    ["[]", 422],
    [{ ...good, publicKey: { ...good.publicKey, d: "x" } }, 422],
    [{ ...good, deviceName: "x".repeat(81) }, 422],
    [{ ...good, extra: 1 }, 422],
    [{ ...good, agentVersion: "x".repeat(10_000) }, 413],
  ] as const) {
    expect((await ask(body)).status).toBe(status);
  }
  expect(await world.ctx.db.selectFrom("pairing_requests").selectAll().execute()).toEqual(before);
});

test("one address cannot fill the waiting list: past sixty requests in ten minutes it is refused", async () => {
  const other = await createTestContext();
  const flooded = await startWebServer(other.ctx);
  try {
    const body = JSON.stringify(await requestBody());
    const send = () =>
      fetch(`${flooded.url}${PLAYER_PATHS.pairing}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
    const statuses = [];
    for (let count = 0; count < 62; count++) statuses.push((await send()).status);
    expect(statuses.slice(0, 60).every((status) => status === 201)).toBe(true);
    expect(statuses.slice(60)).toEqual([429, 429]);
    other.clock.advance(10 * 60_000);
    expect((await send()).status).toBe(201);
  } finally {
    await flooded.close();
    await other.close();
  }
});

test("signed documents go out as the bytes that were stored, to connected players alone", async () => {
  const editor = await world.asPerson(["editor"]);
  const approvers = [await world.asPerson(["approver"]), await world.asPerson(["approver"])] as const;
  const { airingSha256 } = await approvePicture(editor, [approvers[0], approvers[1]], "phát nguyên văn");
  await withdrawAiring(editor, { airingSha256, reason: "x" });
  const envelope = '{"payload":"cGF5bG9hZA","signatures":[]}';
  const manifestSha256 = "c".repeat(64);
  await world.ctx.db
    .insertInto("manifests")
    .values({
      screen_id: screenId,
      revision: 1,
      sha256: manifestSha256,
      content_sha256: manifestSha256,
      envelope_json: envelope,
      created_at_ms: 1,
    })
    .execute();
  const { token } = openPlayerSession(world.ctx, { player: 1, screenId });
  const elsewhere = openPlayerSession(world.ctx, { player: 2, screenId: "another" });
  const paths = [
    PLAYER_PATHS.manifest(manifestSha256),
    PLAYER_PATHS.airing(airingSha256),
    PLAYER_PATHS.root(1),
    PLAYER_PATHS.withdrawals(1),
  ];
  for (const path of paths) {
    expect((await get(path)).status).toBe(401);
    expect((await get(path, await web.signedIn(editor))).status).toBe(401);
    expect((await get(path, bearer(token))).status).toBe(200);
  }
  expect(await (await get(PLAYER_PATHS.manifest(manifestSha256), bearer(token))).text()).toBe(envelope);
  expect((await get(PLAYER_PATHS.manifest(manifestSha256), bearer(elsewhere.token))).status).toBe(404);
  const stored = await world.ctx.db
    .selectFrom("root_documents")
    .selectAll()
    .where("version", "=", 1)
    .executeTakeFirst();
  const root = await (await get(PLAYER_PATHS.root(1), bearer(token))).text();
  expect(root).toBe(stored?.envelope_json);
  expect((await openFirstRoot(JSON.parse(root))).ok).toBe(true);
  const bundle = AiringBundle.parse(await (await get(PLAYER_PATHS.airing(airingSha256), bearer(token))).json());
  expect(sha256Hex(bundle.document)).toBe(airingSha256);
  expect(bundle.approvals.length).toBe(2);
});

test("what does not exist, or is named by anything but its hash or version, is not found", async () => {
  const { token } = openPlayerSession(world.ctx, { player: 1, screenId });
  for (const path of [
    PLAYER_PATHS.manifest("0".repeat(64)),
    PLAYER_PATHS.airing("0".repeat(64)),
    PLAYER_PATHS.airing("..%2f..%2fserver.db"),
    PLAYER_PATHS.root(999),
    "/player/root/0",
    "/player/root/1e0",
    "/player/root/..%2f1",
    "/player/withdrawals/-1",
    "/player/",
  ]) {
    const response = await get(path, bearer(token));
    expect({ path, status: response.status }).toEqual({ path, status: 404 });
    await response.arrayBuffer();
  }
});

test("a connected player brings its list back; one that is none, or not ours, is refused", async () => {
  const { airingSha256 } = await approvePicture(
    await world.asPerson(["editor"]),
    [await world.asPerson(["approver"]), await world.asPerson(["approver"])],
    "mang trả",
  );
  await withdrawAiring(world.ctx, { airingSha256, reason: "sai" });
  const { envelope } = await currentWithdrawals(world.ctx);
  const { token, close } = openPlayerSession(world.ctx, { player: 1, screenId });
  const bring = async (body: unknown, headers: Record<string, string> = bearer(token)) => {
    const { heldWithdrawals } = PLAYER_PATHS;
    const answer = await fetch(`${web.url}${heldWithdrawals}`, { method: "POST", headers, body: JSON.stringify(body) });
    return [answer.status, await answer.json()] as const;
  };
  expect(await bring(envelope)).toEqual([200, { adopted: 0, version: null }]);
  const forged = { ...envelope, signatures: [{ protected: "AAAA", signature: "A".repeat(86) }] };
  for (const body of [null, {}, forged]) expect((await bring(body))[0]).toBe(422);
  expect((await bring(envelope, {}))[0]).toBe(401);
  close();
  expect((await bring(envelope))[0]).toBe(401);
  expect((await currentWithdrawals(world.ctx)).envelope).toEqual(envelope);
});
