import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCodedPicture } from "../../tests/support/coded-media.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { storedFiles } from "../../tests/support/stored-files.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import { getAsset } from "../services/assets/get-asset.ts";
import { sha256Hex } from "../sha256.ts";

let world: TestContext;
let web: TestWebServer;
let picture: Buffer;
let editor: Record<string, string>;

beforeAll(async () => {
  world = await createTestContext({ settings: { maxUploadBytes: 3_000_000 } });
  web = await startWebServer(world.ctx);
  editor = await web.signedIn(await world.asPerson(["editor"]));
  picture = await makeCodedPicture(9, { widthPx: 320, heightPx: 180 });
});
afterAll(async () => {
  await web.close();
  await world.close();
});

const post = (query: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${web.url}/api/v1/assets${query}`, { method: "POST", body, headers: { ...editor, ...headers } });
const nameOf = async (assetSha256: string) => (await getAsset(world.ctx, { assetSha256 })).fileName;

test("a file is taken as the body itself or from a form, with its Vietnamese, Lao and Khmer name", async () => {
  for (const [index, fileName] of ["Đêm hội “Sê Pôn”.png", "ພາສາລາວ.png", "ភាសាខ្មែរ 100%.png"].entries()) {
    const bytes = Buffer.concat([picture, Buffer.alloc(index + 1)]);
    const raw = await post(`?fileName=${encodeURIComponent(fileName)}`, new Uint8Array(bytes), {
      "Content-Type": "application/octet-stream",
    });
    expect(raw.status).toBe(201);
    expect(await raw.json()).toEqual({ assetSha256: sha256Hex(bytes), isNew: true });
    expect(await nameOf(sha256Hex(bytes))).toBe(fileName.normalize("NFC"));
    const form = new FormData();
    form.set("note", "trước tệp");
    form.set("file", new File([new Uint8Array(bytes), "x"], fileName));
    const sent = await post("", form);
    expect(sent.status).toBe(201);
    const sha256 = sha256Hex(Buffer.concat([bytes, Buffer.from("x")]));
    expect(await sent.json()).toEqual({ assetSha256: sha256, isNew: true });
    expect(await nameOf(sha256)).toBe(fileName.normalize("NFC"));
  }
});

test("a refusal reaches the sender though it was still sending, in its language, and leaves nothing behind", async () => {
  const before = await storedFiles(join(world.dir, "store"));
  const text = new Uint8Array(Buffer.from("không phải video\n".repeat(100_000)));
  const vi = await post("?fileName=a.mp4", text);
  expect(vi.status).toBe(415);
  const problem = (await vi.json()) as { code: string; detail: string };
  expect(problem.code).toBe("unsupported-media");
  expect(problem.detail).toMatch(/không/);
  const en = await post("?fileName=a.mp4", text, { Cookie: `${editor.Cookie}; cm_lang=en` });
  expect(((await en.json()) as { detail: string }).detail).toMatch(/not/);
  const tooLarge = await post("?fileName=a.png", new Uint8Array(Buffer.concat([picture, Buffer.alloc(4_000_000)])));
  expect(tooLarge.status).toBe(413);
  const form = new FormData();
  form.set("file", new File([text], "b.mp4"));
  expect((await post("", form)).status).toBe(415);
  expect(await storedFiles(join(world.dir, "store"))).toEqual(before);
});

test("nothing but a file from this site's own editor is taken", async () => {
  const before = await storedFiles(join(world.dir, "store"));
  const body = new Uint8Array(Buffer.concat([picture, Buffer.from("khác")]));
  expect((await post("", body)).status).toBe(422);
  expect((await post("?fileName=a.png", "")).status).toBe(422);
  expect((await post("", new FormData())).status).toBe(422);
  expect((await post("?fileName=a.png", body, { Origin: "https://elsewhere.example" })).status).toBe(403);
  const approver = await web.signedIn(await world.asPerson(["approver"]));
  expect((await post("?fileName=a.png", body, approver)).status).toBe(403);
  expect((await post("?fileName=a.png", body, { Cookie: "" })).status).toBe(401);
  expect(await storedFiles(join(world.dir, "store"))).toEqual(before);
});

test("a sender that hangs up in the middle leaves nothing behind", async () => {
  const before = await storedFiles(join(world.dir, "store"));
  for (const headers of [
    { "Content-Type": "application/octet-stream" },
    { "Content-Type": "multipart/form-data; boundary=xyz" },
  ]) {
    const sending = request(`${web.url}/api/v1/assets?fileName=a.png`, {
      method: "POST",
      headers: { ...editor, ...headers, "Content-Length": 2_000_000 },
    });
    const ended = new Promise((resolve) => sending.once("close", resolve));
    sending.on("error", () => undefined);
    const head = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
    if (headers["Content-Type"].startsWith("multipart")) sending.write(head);
    await new Promise((resolve) => sending.write(picture, resolve));
    sending.destroy();
    await ended;
  }
  await expect.poll(() => storedFiles(join(world.dir, "store")), { timeout: 10_000 }).toEqual(before);
});

test("the API describes itself, uploads included", async () => {
  const document = (await (await fetch(`${web.url}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  const paths = Object.keys(document.paths);
  for (const path of [
    "/api/v1/assets",
    "/api/v1/sites",
    "/api/v1/screens/{screenId}/pairing",
    "/api/v1/stories/{storyId}",
    "/api/v1/edition-versions",
    "/api/v1/airings/{airingSha256}/approve",
  ]) {
    expect(paths).toContain(path);
  }
});
