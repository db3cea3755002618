import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { documentCsv } from "../../server/reports/document-csv.ts";
import { documentDocx } from "../../server/reports/document-docx.ts";
import { documentPdf } from "../../server/reports/document-pdf.ts";
import { documentXlsx } from "../../server/reports/document-xlsx.ts";
import { disablePerson } from "../../server/services/people/disable-person.ts";
import { lockReport } from "../../server/services/reports/change-report.ts";
import { openReport } from "../../server/services/reports/open-report.ts";
import { readReport } from "../../server/services/reports/read-report.ts";
import { retireScreen } from "../../server/services/sites/retire.ts";
import { retireStory } from "../../server/services/stories/create-story.ts";
import { createReportWorld, type ReportWorld } from "../support/report-world.ts";

let world: ReportWorld;
beforeAll(async () => {
  world = await createReportWorld(2);
});
afterAll(() => world.close());

/** SHA-256 of every file that the report can be had as. */
async function filesOf(reportId: string): Promise<Record<string, string>> {
  const { document } = await readReport(world.editor, { reportId });
  const files: Record<string, string> = {};
  const note = (name: string, bytes: Uint8Array | string) => {
    files[name] = createHash("sha256").update(bytes).digest("hex");
  };
  note("docx", await documentDocx(document));
  note("pdf", documentPdf(document));
  note("xlsx", await documentXlsx(document));
  for (const { id } of document.tables) note(`${id}.csv`, documentCsv(document, id) ?? "");
  return files;
}

it("a locked report is the same to the byte in every format after a story, a user and a screen of its period were deleted", async () => {
  world.house.clock.set(Date.parse("2026-11-02T03:00:00Z"));
  const [screen] = world.screens;
  const [version] = world.versions;
  if (screen === undefined || version === undefined) throw new Error("The world is empty.");
  const showing = { editionVersionId: version.id, language: version.language, panel: "on" as const };
  const startsMs = [5, 6, 7].map((day) => Date.parse(`2026-10-0${day}T02:00:00Z`));
  await world.play(
    screen,
    startsMs.map((startedWallMs) => ({ ...showing, startedWallMs })),
  );
  const author = await world.house.asPerson(["editor"]);
  const { id, version: basis } = await openReport(author, { kind: "month", period: "2026-10", programme: null });
  await lockReport(author, { reportId: id, expectedVersion: basis });
  const before = await filesOf(id);
  expect(Object.keys(before).length).toBeGreaterThan(10);
  expect(await filesOf(id)).toEqual(before);

  world.house.clock.set(Date.parse("2027-03-01T03:00:00Z"));
  const { db } = world.house.ctx;
  const { story_id: storyId } = await db
    .selectFrom("edition_versions")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .select("story_id")
    .where("edition_versions.id", "=", version.id)
    .executeTakeFirstOrThrow();
  await retireStory(world.editor, { storyId });
  await retireScreen(world.administrator, { screenId: screen.screenId });
  await disablePerson(world.administrator, { personId: author.actor.personId });
  expect(await filesOf(id)).toEqual(before);
});
