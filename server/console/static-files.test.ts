import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { createApp } from "../app.ts";
import { consoleRoutes } from "./console-routes.tsx";
import { consoleErrorPage } from "./error-page.tsx";

const ORIGIN = "http://console.test";

let distDir: string;
let world: TestContext;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), "cot-moc-dist-"));
  await mkdir(join(distDir, "console"));
  await mkdir(join(distDir, "stage", "fonts"), { recursive: true });
  await writeFile(join(distDir, "console", "console-ABC.css"), "body{}");
  await writeFile(
    join(distDir, "console", "manifest.json"),
    JSON.stringify({ files: { "console.css": "console-ABC.css" }, build: "1" }),
  );
  await writeFile(join(distDir, "stage", "fonts", "letters.woff2"), "font");
  await writeFile(join(distDir, "secret.json"), "{}");
  world = await createTestContext();
  app = createApp(world.ctx, {
    console: consoleRoutes({ publicHost: false, distDir }),
    errorPage: consoleErrorPage({ distDir }),
  });
});

afterAll(async () => {
  await world.close();
  await rm(distDir, { recursive: true, force: true });
});

const get = (path: string, accept = "text/html") => app.request(`${ORIGIN}${path}`, { headers: { accept } });

it("a built file is served for ever under its hashed name, to anyone", async () => {
  const response = await get("/assets/console-ABC.css");
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toContain("immutable");
  expect(response.headers.get("content-type")).toContain("text/css");
  expect(await response.text()).toBe("body{}");
});

it("a file in a folder of the stage is served, and asked for again each time", async () => {
  const response = await get("/stage/fonts/letters.woff2");
  expect(await response.text()).toBe("font");
  expect(response.headers.get("cache-control")).toBe("no-cache");
});

it("nothing outside the two folders can be had, however the path is written", async () => {
  for (const path of [
    "/assets/..%2fsecret.json",
    "/assets/%2e%2e%2fsecret.json",
    "/stage/../secret.json",
    "/stage/..%2f..%2fsecret.json",
    "/stage/fonts/..%2f..%2f..%2fsecret.json",
    "/assets/secret.json",
  ]) {
    const response = await get(path);
    expect([303, 404], path).toContain(response.status);
    expect(await response.text(), path).not.toContain("{}");
  }
});

it("who is not signed in is led to the door and back, and sees no page", async () => {
  const response = await get("/schedule");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/sign-in?next=%2Fschedule");
  expect(await (await get("/sign-in")).text()).toContain("Đăng nhập");
});

it("a form from another site changes nothing, not even the language", async () => {
  const send = (origin: string) =>
    app.request(`${ORIGIN}/language`, {
      method: "POST",
      headers: { origin, "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
      body: "language=en&back=/sign-in",
    });
  const foreign = await send("https://elsewhere.example");
  expect(foreign.status).toBe(403);
  expect(foreign.headers.get("set-cookie")).toBeNull();
  const own = await send(ORIGIN);
  expect(own.status).toBe(303);
  expect(own.headers.get("set-cookie")).toContain("cm_lang=en");
});

it("a page that does not exist says so in the reader's language and never leads to a sign-in loop", async () => {
  expect((await get("/api/v1/nothing", "application/json")).status).toBe(404);
  const page = await get("/media/nothing");
  expect([401, 303]).toContain(page.status);
});
