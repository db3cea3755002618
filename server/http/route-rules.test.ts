import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EVERYWHERE } from "../../schemas/rules/target-filter.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { createApp } from "../app.ts";
import { consoleRoutes } from "../console/console-routes.tsx";
import type { Role } from "../db/tables.ts";
import { withTransaction } from "../db/transaction.ts";
import { openSession } from "../services/people/sessions.ts";

const OWN = "http://console.test";
const ID = "01930000-0000-7000-8000-000000000001";
const SHA256 = "a".repeat(64);

/** Who may: anyone at all, whoever is signed in, or who holds one of these roles. */
type Rule = "anyone" | "signed-in" | readonly Role[];
const ALL_ROLES = ["editor", "province-editor", "ministry-editor", "approver", "administrator"] as const;
const ANY_ROLE = ALL_ROLES;
const EDITOR = ["editor", "province-editor", "ministry-editor"] as const;
const EDITOR_OR_ADMINISTRATOR = [...EDITOR, "administrator"] as const;
const ADMINISTRATOR = ["administrator"] as const;

const name = { name: "Tên" };
const person = { login: "nguoi-moi", displayName: "Người mới", roles: ["approver"] };
const entry = {
  name: "Mục",
  layer: "base",
  playlistId: ID,
  target: EVERYWHERE,
  fromDate: "2026-11-21",
  untilDate: null,
};
const windows = [{ fromLocal: "08:00", untilLocal: "12:00" }];
const daypart = { name: "Sáng", weekdays: [0], windows, exceptions: [] };
const hours = { weekly: Array.from({ length: 7 }, () => windows), publicHolidays: null, exceptions: [] };
const mix = [{ language: "vi", sharePpm: 1_000_000, minimumPpm: 0 }];
const letterhead = {
  ...{ parentAgency: "", agency: "", symbol: "", place: "" },
  addressees: [],
  recipients: [],
  draftingUnit: "",
  signerTitles: [],
};
const order = { order: { kind: "reload" } };
const slide = { kind: "image", storyId: ID, language: "vi", title: "Tên", assetSha256: SHA256 };

/** Every route of the API with who may use it and a body that its schema takes, so that the rule and not the form refuses. */
const RULES: Readonly<Record<string, readonly [Rule, body?: unknown]>> = {
  "POST /api/v1/session": ["anyone"],
  "GET /api/v1/session": ["anyone"],
  "POST /api/v1/first-run": ["anyone"],
  "POST /api/v1/links/accept": ["anyone"],
  "DELETE /api/v1/session": ["signed-in"],
  "POST /api/v1/first-run/second-person": [ADMINISTRATOR, { ...person, login: "nguoi-hai" }],
  "GET /api/v1/people": [ADMINISTRATOR],
  "POST /api/v1/people": [ADMINISTRATOR, person],
  "PUT /api/v1/people/{personId}/roles": [ADMINISTRATOR, { roles: ["administrator"] }],
  "POST /api/v1/people/{personId}/disable": [ADMINISTRATOR],
  "POST /api/v1/people/{personId}/unlock": [ADMINISTRATOR],
  "POST /api/v1/people/{personId}/reset": [ADMINISTRATOR],
  "GET /api/v1/sites": [ANY_ROLE],
  "POST /api/v1/sites": [ADMINISTRATOR, { gateId: "khong-co" }],
  "GET /api/v1/sites/{siteId}": [ANY_ROLE],
  "PUT /api/v1/sites/{siteId}/names": [ADMINISTRATOR, { vi: "Tên", en: "Name" }],
  "POST /api/v1/sites/{siteId}/retire": [ADMINISTRATOR],
  "POST /api/v1/sites/{siteId}/clusters": [ADMINISTRATOR, name],
  "PUT /api/v1/clusters/{clusterId}/name": [ADMINISTRATOR, name],
  "POST /api/v1/clusters/{clusterId}/retire": [ADMINISTRATOR],
  "POST /api/v1/clusters/{clusterId}/screens": [ADMINISTRATOR, { ...name, widthPx: 1_920, heightPx: 1_080 }],
  "GET /api/v1/screens": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}": [ANY_ROLE],
  "PUT /api/v1/screens/{screenId}/name": [ADMINISTRATOR, name],
  "POST /api/v1/screens/{screenId}/retire": [ADMINISTRATOR],
  "POST /api/v1/screens/{screenId}/pairing": [ADMINISTRATOR, { code: "ABCD-EFGH" }],
  "POST /api/v1/pairing/{requestId}/confirm": [ADMINISTRATOR, { replaceExisting: true }],
  "POST /api/v1/pairing/{requestId}/refuse": [ADMINISTRATOR],
  "POST /api/v1/players/{player}/revoke": [ADMINISTRATOR],
  "GET /api/v1/assets": [ANY_ROLE],
  "POST /api/v1/assets": [EDITOR, "bytes"],
  "GET /api/v1/assets/{assetSha256}": [ANY_ROLE],
  "GET /api/v1/stories": [ANY_ROLE],
  "POST /api/v1/stories": [EDITOR, { title: "Tên" }],
  "GET /api/v1/stories/{storyId}": [ANY_ROLE],
  "PUT /api/v1/stories/{storyId}/title": [EDITOR, { title: "Tên" }],
  "POST /api/v1/stories/{storyId}/retire": [EDITOR],
  "POST /api/v1/edition-versions": [EDITOR, slide],
  "POST /api/v1/airings": [EDITOR, { editionVersionId: ID }],
  "GET /api/v1/airings/waiting": [ANY_ROLE],
  "GET /api/v1/airings/{airingSha256}": [ANY_ROLE],
  "POST /api/v1/airings/{airingSha256}/approve": [["approver"]],
  "POST /api/v1/airings/{airingSha256}/reject": [["approver"], { reason: "Vì" }],
  "POST /api/v1/airings/{airingSha256}/withdraw": [[...EDITOR, "approver"], { reason: "Vì" }],
  "GET /api/v1/airings/{airingSha256}/withdrawal": [ANY_ROLE],
  "POST /api/v1/airings/{airingSha256}/lift": [["approver"]],
  "GET /api/v1/screens/{screenId}/commands": [ANY_ROLE],
  "POST /api/v1/screens/{screenId}/commands": [EDITOR_OR_ADMINISTRATOR, order],
  "GET /api/v1/screens/{screenId}/pictures": [ANY_ROLE],
  "GET /api/v1/sources": ["signed-in"],
  "POST /api/v1/sources": [EDITOR_OR_ADMINISTRATOR, { profile: "khong-co" }],
  "PUT /api/v1/sources/{sourceId}/state": [EDITOR_OR_ADMINISTRATOR, { state: "paused" }],
  "POST /api/v1/sources/{sourceId}/poll": [EDITOR],
  "POST /api/v1/sources/{sourceId}/inbox": [EDITOR, { url: "https://vi-du.test/bai" }],
  "GET /api/v1/inbox": ["signed-in"],
  "POST /api/v1/inbox/{inboxItemId}/fetch": [EDITOR],
  "POST /api/v1/inbox/{inboxItemId}/take": [EDITOR],
  "POST /api/v1/inbox/{inboxItemId}/dismiss": [EDITOR],
  "GET /api/v1/schedule": [ANY_ROLE],
  "GET /api/v1/schedule/problems": [ANY_ROLE],
  "GET /api/v1/schedule/day": [ANY_ROLE],
  "GET /api/v1/schedule/diff": [ANY_ROLE],
  "POST /api/v1/schedule/publish": [EDITOR],
  "POST /api/v1/playlists": [EDITOR, name],
  "PATCH /api/v1/playlists/{playlistId}": [EDITOR, name],
  "DELETE /api/v1/playlists/{playlistId}": [EDITOR],
  "POST /api/v1/playlists/{playlistId}/restore": [EDITOR],
  "PUT /api/v1/playlists/{playlistId}/items": [EDITOR, { storyIds: [] }],
  "GET /api/v1/dayparts": [ANY_ROLE],
  "POST /api/v1/dayparts": [EDITOR, daypart],
  "PUT /api/v1/dayparts/{daypartId}": [EDITOR, daypart],
  "DELETE /api/v1/dayparts/{daypartId}": [EDITOR],
  "POST /api/v1/dayparts/{daypartId}/restore": [EDITOR],
  "GET /api/v1/sites/{siteId}/operating-hours": [ANY_ROLE],
  "PUT /api/v1/sites/{siteId}/operating-hours/{fromDate}": [EDITOR_OR_ADMINISTRATOR, hours],
  "DELETE /api/v1/sites/{siteId}/operating-hours/{fromDate}": [EDITOR_OR_ADMINISTRATOR],
  "PUT /api/v1/sites/{siteId}/language-mix": [EDITOR_OR_ADMINISTRATOR, { mix }],
  "PUT /api/v1/sites/{siteId}/tags": [EDITOR_OR_ADMINISTRATOR, { tags: ["sảnh"] }],
  "PUT /api/v1/screens/{screenId}/tags": [EDITOR_OR_ADMINISTRATOR, { tags: ["sảnh"] }],
  "GET /api/v1/tags": [ANY_ROLE],
  "POST /api/v1/schedule/matching-screens": [ANY_ROLE, { target: EVERYWHERE }],
  "POST /api/v1/schedule/entries": [EDITOR, entry],
  "PUT /api/v1/schedule/entries/{entryId}": [EDITOR, entry],
  "DELETE /api/v1/schedule/entries/{entryId}": [EDITOR],
  "POST /api/v1/schedule/entries/{entryId}/restore": [EDITOR],
  "GET /api/v1/screens/{screenId}/manifest": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/preview": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/explain": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/glass": [ANY_ROLE],
  "GET /api/v1/plays": [ANY_ROLE],
  "GET /api/v1/reports/{programme}/{month}": [ANY_ROLE],
  "GET /api/v1/clusters/{clusterId}/certificate/{format}": [ANY_ROLE],
  "GET /api/v1/period-reports": [ANY_ROLE],
  "POST /api/v1/period-reports": [ANY_ROLE, { kind: "month", period: "2026-10" }],
  "GET /api/v1/period-reports/{reportId}": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/evidence": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/{format}": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/tables/{tableId}/csv": [ANY_ROLE],
  "PUT /api/v1/period-reports/{reportId}/texts/{section}": [ANY_ROLE, { expectedVersion: 1, text: "Chữ" }],
  "PUT /api/v1/period-reports/{reportId}/cell": [
    ANY_ROLE,
    { expectedVersion: 1, tableId: "B7", rowKey: "1", columnKey: "cluster", cell: null },
  ],
  "PUT /api/v1/period-reports/{reportId}/days": [
    ANY_ROLE,
    { expectedVersion: 1, fromDate: "2026-10-01", toDate: "2026-10-31" },
  ],
  "POST /api/v1/period-reports/{reportId}/lock": [ANY_ROLE, { expectedVersion: 1 }],
  "POST /api/v1/period-reports/{reportId}/sign": [ANY_ROLE, { expectedVersion: 1, signedOn: "2026-11-05" }],
  "POST /api/v1/period-reports/{reportId}/sent": [ANY_ROLE, { expectedVersion: 1 }],
  "POST /api/v1/period-reports/{reportId}/correct": [ANY_ROLE],
  "GET /api/v1/reports/{programme}/{month}/csv": [ANY_ROLE],
  "GET /api/v1/reports/{programme}/{month}/docx": [ANY_ROLE],
  "GET /api/v1/letterhead": [ANY_ROLE],
  "PUT /api/v1/letterhead": [ADMINISTRATOR, letterhead],
};

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
    .replace(/\{programme\}/, "KHONG-CO")
    .replace(/\{month\}/, "2026-11")
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
