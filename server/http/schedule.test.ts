import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Manifest } from "../../schemas/manifest.ts";
import { approvePicture } from "../../tests/support/content-factory.ts";
import { addScreen } from "../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { startWebServer, type TestWebServer } from "../../tests/support/web-server.ts";
import type { ServiceContext } from "../context.ts";
import { loadReference } from "../services/reference/load-reference.ts";

let house: TestContext;
let web: TestWebServer;
let ask: (method: string, path: string, body?: unknown) => Promise<Response>;
let stranger: (method: string, path: string, body?: unknown) => Promise<Response>;
let editor: ServiceContext;
let screenId: string;
let storyId: string;

beforeAll(async () => {
  house = await createTestContext();
  await loadReference(house.ctx);
  editor = await house.asPerson(["editor", "administrator"]);
  const approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])] as const;
  ({ screenId } = await addScreen(house.ctx));
  ({ storyId } = await approvePicture(editor, approvers, "Ảnh"));
  web = await startWebServer(house.ctx);
  const headers = { ...(await web.signedIn(editor)), "Content-Type": "application/json" };
  ask = (method, path, body) =>
    fetch(`${web.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  stranger = (method, path) => fetch(`${web.url}${path}`, { method });
});
afterAll(async () => {
  await web.close();
  await house.close();
});

describe("the schedule over HTTP", () => {
  test("a playlist, an entry, the preview and publishing, as a program would do it", async () => {
    const { playlistId } = (await (await ask("POST", "/api/v1/playlists", { name: "Nền" })).json()) as {
      playlistId: string;
    };
    expect((await ask("PUT", `/api/v1/playlists/${playlistId}/items`, { storyIds: [storyId] })).status).toBe(204);
    const entry = {
      name: "Nền",
      layer: "base",
      playlistId,
      target: { kind: "screens", screenIds: [screenId] },
      fromDate: "2026-11-01",
      untilDate: null,
      daypart: null,
      sharePpm: null,
    };
    const made = await ask("POST", "/api/v1/schedule/entries", entry);
    expect(made.status).toBe(201);
    const refused = await ask("POST", "/api/v1/schedule/entries", {
      ...entry,
      daypart: { weekdays: [0], windows: [{ fromLocal: "10:00", untilLocal: "10:00" }] },
    });
    expect(refused.status).toBe(422);
    const preview = (await (await ask("GET", `/api/v1/screens/${screenId}/preview`)).json()) as { manifest: unknown };
    expect(Manifest.safeParse(preview.manifest).success).toBe(true);
    expect(await (await ask("GET", `/api/v1/screens/${screenId}/manifest`)).json()).toBeNull();
    expect(await (await ask("POST", "/api/v1/schedule/publish")).json()).toEqual({
      screens: [{ screenId, revision: 1, changed: true }],
    });
    const schedule = (await (await ask("GET", "/api/v1/schedule")).json()) as Record<string, unknown>;
    expect(schedule).toMatchObject({ hasUnpublishedChanges: false, entries: [{ published: true }] });
    expect((await ask("GET", "/api/v1/schedule/problems")).status).toBe(200);
    expect(await (await ask("GET", "/api/v1/plays")).json()).toEqual({ items: [], nextCursor: null });
  });

  test("nobody reads or changes it without signing in", async () => {
    for (const [method, path] of [
      ["GET", "/api/v1/schedule"],
      ["GET", "/api/v1/plays"],
      ["GET", `/api/v1/screens/${screenId}/manifest`],
      ["GET", "/api/v1/reports/GNBV-2125/2026-11"],
      ["GET", "/api/v1/letterhead"],
    ] as const) {
      expect((await stranger(method, path)).status, path).toBe(401);
    }
  });

  test("the report comes as figures, as CSV and as DOCX with the kept letterhead", async () => {
    const letterhead = {
      parentAgency: "Cơ quan cấp trên",
      agency: "Cơ quan ban hành",
      symbol: "CQBH",
      place: "Địa danh",
      addressees: ["Cơ quan nhận"],
      recipients: [],
      draftingUnit: "P1",
      signerTitles: ["Giám đốc"],
    };
    expect((await ask("PUT", "/api/v1/letterhead", letterhead)).status).toBe(200);
    const report = await ask("GET", "/api/v1/reports/GNBV-2125/2026-11");
    expect(await report.json()).toMatchObject({ screens: 1, screensWithoutRecords: 1 });
    const csv = new Uint8Array(await (await ask("GET", "/api/v1/reports/GNBV-2125/2026-11/csv")).arrayBuffer());
    expect([...csv.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const docx = await ask("GET", "/api/v1/reports/GNBV-2125/2026-11/docx?number=7&signedDate=2026-12-03");
    expect(docx.headers.get("Content-Disposition")).toContain("bao-cao-GNBV-2125-2026-11.docx");
    const bytes = Buffer.from(await docx.arrayBuffer());
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
    expect((await ask("GET", "/api/v1/reports/GNBV-2125/2026-13")).status).toBe(422);
    expect((await ask("GET", "/api/v1/reports/NONE/2026-11")).status).toBe(404);
  });

  test("the routes are described", async () => {
    const document = (await (await ask("GET", "/api/v1/openapi.json")).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/api/v1/schedule", "/api/v1/plays", "/api/v1/reports/{programme}/{month}/docx"]),
    );
  });
});
