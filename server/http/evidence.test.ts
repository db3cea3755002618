import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyBundle } from "../../scripts/verify/verify-bundle.ts";
import { startConsoleServer } from "../../tests/support/console-server.ts";
import { createEvidenceWorld, type EvidenceWorld } from "../../tests/support/evidence-world.ts";
import type { TestWebServer } from "../../tests/support/web-server.ts";
import { openReport } from "../services/reports/open-report.ts";

let world: EvidenceWorld;
let server: TestWebServer;
let headers: Record<string, string>;
beforeAll(async () => {
  world = await createEvidenceWorld();
  server = await startConsoleServer(world.house);
  headers = await server.signedIn(world.editor);
});
afterAll(async () => {
  await server.close();
  await world.close();
});

test("the evidence of a locked report is downloaded as an archive that can be verified; a draft has none", async () => {
  const ask = (reportId: string) => fetch(`${server.url}/api/v1/period-reports/${reportId}/evidence`, { headers });
  const answer = await ask(world.reportId);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("application/zip");
  expect(answer.headers.get("Content-Disposition")).toBe('attachment; filename="bang-chung-month-2026-10.zip"');
  const path = join(world.house.dir, "downloaded.zip");
  await writeFile(path, Buffer.from(await answer.arrayBuffer()));
  expect((await verifyBundle(path)).findings).toEqual([]);
  const draft = await openReport(world.editor, { kind: "month", period: "2026-12", programme: null });
  expect((await ask(draft.id)).status).toBe(409);
  const page = async (reportId: string) => (await fetch(`${server.url}/reports/${reportId}`, { headers })).text();
  expect(await page(world.reportId)).toContain(`/api/v1/period-reports/${world.reportId}/evidence`);
  expect(await page(draft.id)).not.toContain("/evidence");
});
