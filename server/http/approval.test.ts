import { afterAll, beforeAll, expect, test } from "vitest";
import { putReadyAsset } from "../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import { loadReference } from "../services/reference/load-reference.ts";

let world: TestContext;
let web: TestWebServer;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  web = await startWebServer(world.ctx);
});
afterAll(async () => {
  await web.close();
  await world.close();
});

/** A person who calls the API; every answer comes with its status. */
async function caller(...roles: Parameters<TestContext["asPerson"]>[0]) {
  const headers = await web.signedIn(await world.asPerson(roles));
  return async (method: string, path: string, body?: unknown, cookie = "") => {
    const response = await fetch(`${web.url}/api/v1${path}`, {
      method,
      headers: { ...headers, Cookie: `${headers.Cookie}; ${cookie}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
}

test("the whole way of an item over the API: made, sent, explained, approved by two, withdrawn", async () => {
  const editor = await caller("editor");
  const { assetSha256 } = await putReadyAsset(world.ctx, "qua API");
  const story = await editor("POST", "/stories", { title: "Qua API" });
  expect(story.status).toBe(201);
  const { storyId } = story.body;
  const bad = await editor("POST", "/edition-versions", { kind: "image", storyId, language: "vi", title: "" });
  expect({ status: bad.status, code: bad.body.code }).toEqual({ status: 422, code: "bad-input" });
  const version = await editor("POST", "/edition-versions", {
    kind: "image",
    storyId,
    language: "vi",
    title: "Qua API",
    assetSha256,
  });
  expect(version).toMatchObject({ status: 201, body: { version: 1 } });
  const sent = await editor("POST", "/airings", { editionVersionId: version.body.editionVersionId });
  expect(sent.status).toBe(201);
  const path = `/airings/${sent.body.airingSha256}`;
  expect((await editor("GET", path)).body.waiting.blocked.text).toBe("Chưa ai có quyền duyệt.");
  expect((await editor("GET", path, undefined, "cm_lang=en")).body.waiting.blocked.text).toMatch(/approver/);

  expect((await editor("POST", `${path}/approve`)).status).toBe(403);
  const [first, second] = [await caller("approver"), await caller("approver")];
  expect((await first("GET", "/airings/waiting")).body.items[0].own).toBe("may-approve");
  expect((await first("POST", `${path}/approve`)).body).toEqual({ state: "waiting", approvals: 1, needed: 2 });
  expect((await first("POST", `${path}/approve`)).status).toBe(409);
  expect((await second("POST", `${path}/approve`)).body).toEqual({ state: "approved", approvals: 2, needed: 2 });
  expect((await second("POST", `${path}/reject`, { reason: "muộn" })).status).toBe(409);
  expect((await editor("GET", "/airings/waiting")).body.items).toEqual([]);
  expect((await editor("POST", `${path}/withdraw`, { reason: "" })).status).toBe(422);
  expect((await editor("POST", `${path}/withdraw`, { reason: "Sai giờ" })).body).toEqual({ version: 1 });
  const seen = (await editor("GET", `/stories/${storyId}`)).body;
  expect(seen.editions[0]).toMatchObject({ language: "vi", state: "withdrawn", version: 1 });
  expect(seen.editions[0].versions[0].asset.assetSha256).toBe(assetSha256);
});

test("sites, clusters, screens and pairing answer over the API, to those who may", async () => {
  const administrator = await caller("administrator");
  const editor = await caller("editor");
  expect((await editor("POST", "/sites", { gateId: "mong-cai" })).status).toBe(403);
  const site = await administrator("POST", "/sites", { gateId: "mong-cai" });
  expect(site.status).toBe(201);
  const cluster = await administrator("POST", `/sites/${site.body.siteId}/clusters`, { name: "Cụm 1" });
  const screen = await administrator("POST", `/clusters/${cluster.body.clusterId}/screens`, {
    name: "Màn 1",
    widthPx: 1_920,
    heightPx: 1_080,
  });
  expect((await editor("GET", `/screens/${screen.body.screenId}`)).body).toMatchObject({ name: "Màn 1", player: null });
  expect((await editor("GET", "/sites")).body.items[0]).toMatchObject({ clusters: 1, screens: 1, pairedScreens: 0 });
  const wrong = await administrator("POST", `/screens/${screen.body.screenId}/pairing`, { code: "0000-0000" });
  expect({ status: wrong.status, code: wrong.body.code }).toEqual({ status: 404, code: "not-found" });
  expect((await administrator("POST", `/screens/${screen.body.screenId}/retire`)).status).toBe(204);
  expect((await editor("GET", "/screens")).body.items).toEqual([]);
  expect((await fetch(`${web.url}/api/v1/sites`)).status).toBe(401);
});
