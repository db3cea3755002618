import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROLES, ID, RULES, SHA256 } from "../../tests/support/route-rules.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { createApp } from "../app.ts";
import { consoleRoutes } from "../console/console-routes.tsx";
import type { Role } from "../db/tables.ts";
import { withTransaction } from "../db/transaction.ts";
import { openSession } from "../services/people/sessions.ts";

const OWN = "http://console.test";
let house: TestContext;
let app: ReturnType<typeof createApp>;
/** A living session of someone with no role, and of someone with each one role alone. */
const cookies = new Map<Role | "none", string>();
beforeAll(async () => {
  house = await createTestContext();
  app = createApp(house.ctx, { console: consoleRoutes({ publicHost: false, distDir: "nowhere" }) });
  for (const role of ["none", ...ALL_ROLES] as const) {
    const { actor } = await house.asPerson(role === "none" ? [] : [role]);
    const token = await withTransaction(house.ctx.db, (tx) => openSession(tx, actor.personId, house.ctx.now()));
    cookies.set(role, `cm_session=${token}`);
  }
});
afterAll(() => house.close());

function addressOf(path: string): string {
  const filled = path
    .replace(/\{player\}/, "1")
    .replace(/\{(airing|asset)Sha256\}/, SHA256)
    .replace(/\{period\}/, "2026-10")
    .replace(/\{fromDate\}/, "2026-11-21")
    .replace(/certificate\/\{format\}$/, "certificate/docx?fromDate=2026-11-01&toDate=2026-11-01")
    .replace(/\{format\}/, "docx")
    .replace(/\{tableId\}/, "B2")
    .replace(/\{section\}/, "next")
    .replace(/\{\w+\}/g, ID);
  return OWN + (filled === "/api/v1/assets" ? `${filled}?fileName=a.png` : filled);
}

async function ask(route: string, headers: Record<string, string>): Promise<number> {
  const [method = "", path = ""] = route.split(" ");
  const body = RULES[route]?.[1];
  const carries = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const contentType = { "Content-Type": typeof body === "string" ? "application/octet-stream" : "application/json" };
  return (await app.request(addressOf(path), { method, headers: { ...contentType, ...headers }, ...carries })).status;
}

async function auditLines(): Promise<number> {
  return (await house.ctx.db.selectFrom("audit_log").select("seq").execute()).length;
}

async function apiRoutes(): Promise<string[]> {
  const document = await (await app.request(`${OWN}/api/v1/openapi.json`)).json();
  const paths: Record<string, Record<string, unknown>> = document.paths;
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
  );
}

/** Every changing route there is, of API, players and pages alike, as an address. */
function changingRoutes(): { method: string; url: string }[] {
  const named = app.routes
    .filter(({ method }) => !["ALL", "GET", "HEAD", "OPTIONS"].includes(method))
    .map(({ method, path }) => `${method} ${OWN}${path.replace(/:\w+(\{[^}]*\})?/g, ID)}`);
  return [...new Set(named)].map((one) => {
    const [method = "", url = ""] = one.split(" ");
    return { method, url };
  });
}

describe("who may do what", () => {
  test("every route of the API has a rule, and no rule is left over", async () => {
    expect((await apiRoutes()).toSorted()).toEqual(Object.keys(RULES).toSorted());
  });

  test("a route refuses everyone whom its rule does not name, and writes nothing for them", async () => {
    const before = await auditLines();
    const wrong: string[] = [];
    const expectStatus = async (route: string, who: string, headers: Record<string, string>, wanted: number) => {
      const status = await ask(route, headers);
      if (status !== wanted) wrong.push(`${route} as ${who}: ${status} instead of ${wanted}`);
    };
    for (const [route, [rule]] of Object.entries(RULES)) {
      if (rule === "anyone") continue;
      await expectStatus(route, "anyone", { Origin: OWN }, 401);
      await expectStatus(route, "a stranger's session", { Origin: OWN, Cookie: `cm_session=${"x".repeat(43)}` }, 401);
      for (const [role, Cookie] of rule === "signed-in" ? [] : cookies) {
        if (role !== "none" && rule.includes(role)) continue;
        await expectStatus(route, role, { Origin: OWN, Cookie }, 403);
      }
    }
    expect(wrong).toEqual([]);
    expect(await auditLines()).toBe(before);
  });

  test("a route lets in whom its rule names: what is refused then has another reason", async () => {
    const kept: string[] = [];
    for (const [route, [rule]] of Object.entries(RULES)) {
      if (rule === "anyone" || route === "DELETE /api/v1/session") continue;
      for (const [role, Cookie] of cookies) {
        if (rule !== "signed-in" && (role === "none" || !rule.includes(role))) continue;
        const status = await ask(route, { Origin: OWN, Cookie });
        if (status === 401 || status === 403 || status >= 500) kept.push(`${route} as ${role}: ${status}`);
      }
    }
    expect(kept).toEqual([]);
  });
});

describe("requests that another site makes a browser send", () => {
  test("are refused on every changing route of API, players and pages, and write nothing", async () => {
    const routes = changingRoutes();
    expect(routes.length).toBeGreaterThan(80);
    const Cookie = cookies.get("administrator") ?? "";
    const before = await auditLines();
    const taken: string[] = [];
    for (const { method, url } of routes) {
      for (const headers of [
        { Cookie },
        { Cookie, Origin: "null" },
        { Cookie, Origin: "https://evil.test" },
        { Cookie, Origin: OWN, "Sec-Fetch-Site": "cross-site" },
        { Origin: "https://evil.test" },
      ] as Record<string, string>[]) {
        const { status } = await app.request(url, { method, headers });
        if (status !== 403) taken.push(`${method} ${url} ${JSON.stringify(headers)}: ${status}`);
      }
    }
    expect(taken).toEqual([]);
    expect(await auditLines()).toBe(before);
  });

  test("a page's form sent without a session leads to the sign-in and does nothing", async () => {
    const open =
      /\/(sign-in|sign-out|language|theme|player\/(pairing|poll|pictures|withdrawals)|(first-run|link)\/[\w-]{36})$/;
    const before = await auditLines();
    for (const { method, url } of changingRoutes()) {
      if (url.includes("/api/") || open.test(url)) continue;
      const answer = await app.request(url, { method, headers: { Origin: OWN } });
      expect([url, answer.status, answer.headers.get("Location")]).toEqual([url, 303, "/sign-in"]);
    }
    expect(await auditLines()).toBe(before);
  });
});
