import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../tests/support/server-context.ts";
import { createApp } from "./app.ts";
import type { AppEnv } from "./http/env.ts";
import { acceptLink } from "./services/people/accept-link.ts";
import { createPerson } from "./services/people/create-person.ts";
import { openFirstRunLink } from "./services/people/open-first-run-link.ts";

const OWN = "http://console.test";
const PASSWORD = "a long enough password";

let house: TestContext;
let app: ReturnType<typeof createApp>;
beforeEach(async () => {
  house = await createTestContext({ settings: { publicUrl: "https://public.test" } });
  app = createApp(house.ctx);
});
afterEach(() => house.close());

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = { Origin: OWN }) {
  return app.request(`${OWN}${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function signedInCookie(): Promise<string> {
  const { inviteToken } = await createPerson(house.ctx, {
    login: "admin",
    displayName: "Admin",
    roles: ["administrator"],
  });
  const { sessionToken } = await acceptLink(house.ctx, { token: inviteToken, password: PASSWORD });
  return `cm_session=${sessionToken}`;
}

test("the first run by HTTP: the link is used up by the POST, and the cookie it gives opens the API", async () => {
  const { token } = await openFirstRunLink(house.ctx);
  const form = { token, login: "first", displayName: "First", password: PASSWORD, alsoApproves: true };
  const made = await send("POST", "/api/v1/first-run", form);
  expect(made.status).toBe(201);
  const cookie = made.headers.get("Set-Cookie") ?? "";
  expect(cookie).toMatch(/^cm_session=[\w-]{43};/);
  expect(cookie).toContain("HttpOnly");
  expect(cookie).toContain("SameSite=Lax");
  expect(cookie).not.toContain("Secure");
  const people = await send("GET", "/api/v1/people", undefined, { Cookie: cookie.split(";")[0] ?? "" });
  expect(await people.json()).toMatchObject([{ login: "first", roles: ["administrator", "approver", "editor"] }]);
  const again = await send("POST", "/api/v1/first-run", { ...form, login: "second" });
  expect(again.status).toBe(410);
});

test("the session cookie is for TLS alone when the browser came over TLS", async () => {
  await signedInCookie();
  const answer = await send(
    "POST",
    "/api/v1/session",
    { login: "admin", password: PASSWORD },
    {
      Origin: "https://public.test",
    },
  );
  expect(answer.headers.get("Set-Cookie")).toContain("Secure");
});

test("a change is refused from every origin but ours, and done from ours", async () => {
  const Cookie = await signedInCookie();
  const body = { login: "new", displayName: "New", roles: [] };
  const foreign: Record<string, string>[] = [
    { Cookie },
    { Cookie, Origin: "null" },
    { Cookie, Origin: "http://evil.test" },
    { Cookie, Origin: "https://console.test" },
    { Cookie, Origin: `${OWN}:8080` },
    { Cookie, Origin: `${OWN}.evil.test` },
    { Cookie, Origin: OWN, "Sec-Fetch-Site": "cross-site" },
    { Cookie, Origin: OWN, "Sec-Fetch-Site": "same-site" },
  ];
  for (const headers of foreign) {
    const answer = await send("POST", "/api/v1/people", body, headers);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "not-allowed" }]);
  }
  const login = await send(
    "POST",
    "/api/v1/session",
    { login: "admin", password: PASSWORD },
    {
      Origin: "http://evil.test",
    },
  );
  expect(login.status).toBe(403);
  expect(await house.ctx.db.selectFrom("people").select("id").where("login", "=", "new").execute()).toEqual([]);
  expect((await send("POST", "/api/v1/people", body, { Cookie, Origin: OWN })).status).toBe(201);
  expect(
    (await send("POST", "/api/v1/people", { ...body, login: "n2" }, { Cookie, Origin: "https://public.test" })).status,
  ).toBe(201);
});

test("signing out needs no body and ends the session", async () => {
  const Cookie = await signedInCookie();
  expect((await send("DELETE", "/api/v1/session", undefined, { Cookie, Origin: OWN })).status).toBe(204);
  const session = await send("GET", "/api/v1/session", undefined, { Cookie });
  expect(await session.json()).toEqual({ person: null });
});

test("a refusal is a problem in the reader's language; Vietnamese unless English was chosen here", async () => {
  const inVietnamese = await send("GET", "/api/v1/people", undefined, { "Accept-Language": "en" });
  expect(inVietnamese.status).toBe(401);
  expect(inVietnamese.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await inVietnamese.json()).toMatchObject({ status: 401, code: "not-signed-in", detail: "Bạn cần đăng nhập." });
  const inEnglish = await send("GET", "/api/v1/people", undefined, { Cookie: "cm_lang=en" });
  expect(await inEnglish.json()).toMatchObject({ detail: "You need to sign in." });
});

test("input that does not fit its schema is named and changes nothing", async () => {
  const Cookie = await signedInCookie();
  const answer = await send("POST", "/api/v1/people", { login: "x", roles: ["king"] }, { Cookie, Origin: OWN });
  const problem = await answer.json();
  expect([answer.status, problem.code]).toEqual([422, "bad-input"]);
  expect(problem.detail).toMatch(/displayName.*roles/s);
  const broken = await app.request(`${OWN}/api/v1/session`, {
    method: "POST",
    headers: { Origin: OWN, "Content-Type": "application/json" },
    body: "{",
  });
  expect(broken.status).toBe(400);
  expect(broken.headers.get("Content-Type")).toBe("application/problem+json");
});

test("an unforeseen error tells its instance id and nothing else; the log has both", async () => {
  await house.ctx.db.schema.dropTable("login_failures").execute();
  const answer = await send("POST", "/api/v1/session", { login: "admin", password: PASSWORD });
  const text = await answer.text();
  expect(answer.status).toBe(500);
  expect(text).not.toMatch(/login_failures|SQLITE|at \//);
  const line = house.logged.find((logged) => logged.event === "request-failed");
  expect(text).toContain(String(line?.detail.instance));
  expect(JSON.stringify(line)).not.toContain(PASSWORD);
});

test("no log line holds a one-time link, whatever goes wrong on its way", async () => {
  const { token } = await openFirstRunLink(house.ctx);
  for (const path of [`/link/${token}`, `/first-run/${token}`, `/first-run/${token}/more`]) {
    expect((await send("POST", path, {}, { Origin: "http://evil.test" })).status).toBe(403);
  }
  const faulty = new Hono<AppEnv>().get("/link/:token", () => {
    throw new Error("a fault of ours");
  });
  app = createApp(house.ctx, { console: faulty });
  expect((await send("GET", `/link/${token}`)).status).toBe(500);
  expect(house.logged.map((line) => line.detail.path)).toEqual([
    "/link/[hidden]",
    "/first-run/[hidden]",
    "/first-run/[hidden]/more",
    "/link/[hidden]",
  ]);
  expect(JSON.stringify(house.logged)).not.toContain(token);
});

test("a body past its limit is refused, whether its length is told or not", async () => {
  const body = JSON.stringify({ login: "x".repeat(2_000_000), password: "" });
  const told = await app.request(`${OWN}/api/v1/session`, { method: "POST", headers: { Origin: OWN }, body });
  expect(told.status).toBe(413);
  const stream = new Blob([body]).stream();
  const init = { method: "POST", headers: { Origin: OWN, "Content-Type": "application/json" }, body: stream };
  const untold = await app.request(`${OWN}/api/v1/session`, { ...init, duplex: "half" } as RequestInit);
  expect(untold.status).toBe(413);
});

test("every answer forbids foreign scripts, frames and sniffing, and is not cached unless it says so", async () => {
  for (const path of ["/api/v1/session", "/nowhere", "/healthz"]) {
    const { headers } = await send("GET", path, undefined, {});
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Cache-Control")).toBe("no-store");
  }
});

test("the API describes itself, refusals included", async () => {
  const answer = await send("GET", "/api/v1/openapi.json", undefined, {});
  const document = await answer.json();
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toContain("/api/v1/people/{personId}/roles");
  expect(JSON.stringify(document.paths["/api/v1/people"])).toContain("application/problem+json");
});
