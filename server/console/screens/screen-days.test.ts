import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startConsoleServer } from "../../../tests/support/console-server.ts";
import type { Showing } from "../../../tests/support/play-device.ts";
import { createReportWorld, type ReportWorld, type WorldScreen } from "../../../tests/support/report-world.ts";
import type { TestWebServer } from "../../../tests/support/web-server.ts";

const HOUR_MS = 3_600_000;
/** 2026-10-18 00:00 where the screen stands. */
const MIDNIGHT_MS = Date.parse("2026-10-17T17:00:00Z");

let world: ReportWorld;
let web: TestWebServer;
let screen: WorldScreen;
let headers: Record<string, string>;

beforeAll(async () => {
  world = await createReportWorld(1);
  const [first] = world.screens;
  if (first === undefined) throw new Error("no screen");
  screen = first;
  web = await startConsoleServer(world.house);
  world.house.clock.set(MIDNIGHT_MS + 9 * HOUR_MS);
  headers = await web.signedIn(world.administrator);
  const showings = Array.from({ length: 36 }, (_, index): Showing => {
    const atMs = index * 600_000;
    const own = { editionVersionId: world.versions[0]?.id ?? "", language: "vi", panel: "on" as const };
    return { ...own, startedWallMs: MIDNIGHT_MS + atMs, startedMonoMs: atMs, shownMs: 600_000, plannedMs: 600_000 };
  });
  await world.play(screen, showings);
});
afterAll(async () => {
  await web.close();
  await world.close();
});

/** The section's table as words, row by row, and its markup. */
async function section(language: string): Promise<{ rows: string[][]; html: string }> {
  const answer = await fetch(`${web.url}/screens/${screen.screenId}`, {
    headers: { ...headers, Cookie: `${headers.Cookie}; cm_lang=${language}` },
  });
  const page = await answer.text();
  const html = page.slice(page.indexOf('class="screen-days"'), page.indexOf('class="day-outages"'));
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = ""]) => cell),
  );
  return { rows, html };
}

describe("the last days of a screen", () => {
  test("stand on its page, a bar and a row each, with what is not known yet named as such", async () => {
    const { rows, html } = await section("vi");
    expect(rows).toHaveLength(15);
    expect(rows[0]).toEqual(["Ngày", "Có phát", "Chưa biết", "Chưa có lịch", "Phát trong giờ"]);
    expect(rows[1]).toEqual(["05/10/2026", "0,0", "0,0", "24,0", "0,0 %"]);
    expect(rows[14]).toEqual(["18/10/2026", "6,0", "18,0", "0,0", "chờ nhật ký"]);
    expect(html).toContain('<rect class="day-shown" x="0%" width="25%"');
    expect(html).toContain('<rect class="day-not-yet-known" x="25%" width="75%"');
    expect(html).not.toContain("style=");
  });

  test("are told in English as well", async () => {
    const { rows } = await section("en");
    expect(rows[0]).toEqual(["Day", "Shown", "Not known yet", "No schedule held", "Shown in hours"]);
  });
});
