import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { putReadyAsset } from "../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import { openPlayerSession } from "../socket/player-sessions.ts";

let world: TestContext;
let web: TestWebServer;
let whole: Buffer;
let mainSha256: string;
let uploadSha256: string;
let bearer: Record<string, string>;

beforeAll(async () => {
  world = await createTestContext();
  web = await startWebServer(world.ctx);
  const made = await putReadyAsset(world.ctx, "phát");
  mainSha256 = made.mainSha256;
  uploadSha256 = made.assetSha256;
  const parts: Buffer[] = [];
  for await (const part of world.ctx.store.read(mainSha256)) parts.push(part);
  whole = Buffer.concat(parts);
  const { token } = openPlayerSession(world.ctx, { player: 1, screenId: "s" });
  bearer = { Authorization: `Bearer ${token}` };
});
afterAll(async () => {
  await web.close();
  await world.close();
});

const get = (name: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${web.url}/media/${name}`, { method, headers });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test("the whole object comes under an immutable name", async () => {
  const response = await get(mainSha256, bearer);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("image/webp");
  expect(response.headers.get("ETag")).toBe(`"${mainSha256}"`);
  expect(response.headers.get("Cache-Control")).toContain("immutable");
  expect(response.headers.get("Accept-Ranges")).toBe("bytes");
  expect((await bytesOf(response)).equals(whole)).toBe(true);
  const known = await get(mainSha256, { ...bearer, "If-None-Match": `"${mainSha256}"` });
  expect(known.status).toBe(304);
  const head = await get(mainSha256, bearer, "HEAD");
  expect(head.status).toBe(200);
  expect(head.headers.get("Content-Length")).toBe(String(whole.length));
});

test("a range is exactly those bytes, at every edge", async () => {
  const last = whole.length - 1;
  const cases: [string, number, number][] = [
    ["bytes=0-0", 0, 1],
    ["bytes=0-99", 0, 100],
    ["bytes=100-", 100, whole.length],
    [`bytes=${last}-${last}`, last, whole.length],
    ["bytes=-7", whole.length - 7, whole.length],
    [`bytes=5-${whole.length * 2}`, 5, whole.length],
  ];
  for (const [Range, start, end] of cases) {
    const response = await get(mainSha256, { ...bearer, Range });
    expect({ Range, status: response.status }).toEqual({ Range, status: 206 });
    expect(response.headers.get("Content-Range")).toBe(`bytes ${start}-${end - 1}/${whole.length}`);
    expect(response.headers.get("Content-Length")).toBe(String(end - start));
    expect((await bytesOf(response)).equals(whole.subarray(start, end))).toBe(true);
  }
});

test("a range past the end is refused with the size; If-Range with another name gives the whole", async () => {
  const past = await get(mainSha256, { ...bearer, Range: `bytes=${whole.length}-` });
  expect(past.status).toBe(416);
  expect(past.headers.get("Content-Range")).toBe(`bytes */${whole.length}`);
  const other = await get(mainSha256, { ...bearer, Range: "bytes=0-9", "If-Range": '"other"' });
  expect(other.status).toBe(200);
  expect((await bytesOf(other)).length).toBe(whole.length);
});

test("only a connected player or a signed-in person gets bytes, and never an upload as it came in", async () => {
  expect((await get(mainSha256)).status).toBe(401);
  expect((await get(mainSha256, { Authorization: `Bearer ${"x".repeat(43)}` })).status).toBe(401);
  const approver = await world.asPerson(["approver"]);
  expect((await get(mainSha256, await web.signedIn(approver))).status).toBe(200);
  const session = openPlayerSession(world.ctx, { player: 2, screenId: "s" });
  expect((await get(mainSha256, { Authorization: `Bearer ${session.token}` })).status).toBe(200);
  session.close();
  expect((await get(mainSha256, { Authorization: `Bearer ${session.token}` })).status).toBe(401);
  expect(await world.ctx.store.find(uploadSha256)).toBeDefined();
  expect((await get(uploadSha256, bearer)).status).toBe(404);
});

test("a name is a hash and nothing else", async () => {
  for (const name of [
    "0".repeat(64),
    mainSha256.toUpperCase(),
    `${mainSha256}.webp`,
    `..%2f..%2f${mainSha256}`,
    "..%2f..%2fserver.db",
    `${mainSha256.slice(0, 2)}%2f${mainSha256}`,
    "%00",
  ]) {
    const response = await get(name, bearer);
    expect({ name, status: response.status }).toEqual({ name, status: 404 });
    await response.arrayBuffer();
  }
});

test("a chunk list is served beside its media, as bytes", async () => {
  const row = await world.ctx.db
    .selectFrom("renditions")
    .select("chunk_list_sha256")
    .where("sha256", "=", mainSha256)
    .executeTakeFirstOrThrow();
  const response = await get(row.chunk_list_sha256, bearer);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
  expect((await bytesOf(response)).length % 32).toBe(0);
});

test("a reader that goes away in the middle of a large object does not disturb the others", async () => {
  const large = Buffer.alloc(20_000_000, "m");
  const stored = await world.ctx.store.put(Readable.from([large]), large.length);
  await world.ctx.db.updateTable("renditions").set({ sha256: stored.sha256 }).where("role", "=", "thumbnail").execute();
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  for (let reader = 0; reader < 5; reader++) {
    const stopping = new AbortController();
    const response = await fetch(`${web.url}/media/${stored.sha256}`, { headers: bearer, signal: stopping.signal });
    await response.body?.getReader().read();
    stopping.abort();
  }
  const whole = await bytesOf(await get(stored.sha256, bearer));
  expect(whole.equals(large)).toBe(true);
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});
