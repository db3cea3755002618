import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { putReadyAsset } from "../../../tests/support/content-factory.ts";
import { addPlayer, batchOf, deviceLog, type Showing } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import type { ServiceContext } from "../../context.ts";
import { approveAiring } from "../approval/approve-airing.ts";
import { submitForApproval } from "../approval/submit-for-approval.ts";
import { ingestBatch } from "../ledger/ingest-batch.ts";
import { currentManifest } from "../manifests/current-manifest.ts";
import { loadReference } from "../reference/load-reference.ts";
import { createPlaylist } from "../schedule/create-playlist.ts";
import { createScheduleEntry } from "../schedule/create-schedule-entry.ts";
import { publishSchedule } from "../schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../schedule/replace-playlist-items.ts";
import { addEditionVersion } from "../stories/add-edition-version.ts";
import { createStory } from "../stories/create-story.ts";
import { type MonthlyReport, monthlyReport } from "./monthly-report.ts";
import { monthPeriod } from "./report-period.ts";

const PROGRAMME = "GNBV-2125";
const PART = "GNBV-2125.DA6";

let house: TestContext;
let editor: ServiceContext;
let approvers: ServiceContext[];
let watched: string;
let silent: string;
let report: MonthlyReport;
const versions: Record<"own" | "lao" | "shared", { storyId: string; editionVersionId: string }> = {
  own: { storyId: "", editionVersionId: "" },
  lao: { storyId: "", editionVersionId: "" },
  shared: { storyId: "", editionVersionId: "" },
};
const publishedAtMs = Date.parse("2026-11-21T02:00:00Z");
const hourMs = 3_600_000;

async function approved(label: string, language: string, programmes: string[], storyId?: string) {
  const { assetSha256 } = await putReadyAsset(house.ctx, `${label} ${language}`);
  const story = storyId ?? (await createStory(editor, { title: label })).storyId;
  const content = { kind: "image" as const, storyId: story, language, title: label, assetSha256, programmes };
  const { editionVersionId } = await addEditionVersion(editor, content);
  const { airingSha256 } = await submitForApproval(editor, { editionVersionId });
  for (const approver of approvers) await approveAiring(approver, { airingSha256 });
  return { storyId: story, editionVersionId };
}

beforeAll(async () => {
  house = await createTestContext();
  await loadReference(house.ctx);
  editor = await house.asPerson(["editor"]);
  approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])];
  ({ screenId: watched } = await addScreen(house.ctx));
  ({ screenId: silent } = await addScreen(house.ctx));
  versions.own = await approved("=Chợ phiên", "vi", [PART]);
  versions.lao = await approved("=Chợ phiên", "lo", [PART], versions.own.storyId);
  versions.shared = await approved("Lễ hội", "vi", [await otherCode(), PROGRAMME]);
  const { playlistId } = await createPlaylist(editor, { name: "Nền" });
  await replacePlaylistItems(editor, { playlistId, storyIds: [versions.own.storyId, versions.shared.storyId] });
  await createScheduleEntry(editor, {
    name: "Nền",
    layer: "base",
    playlistId,
    target: EVERYWHERE,
    fromDate: "2026-11-01",
    untilDate: null,
  });
  await publishSchedule(editor);
  await recordPlays();
  house.clock.set(publishedAtMs + 2 * hourMs);
  report = await monthlyReport(editor, { programme: PROGRAMME, month: "2026-11" });
});
afterAll(() => house.close());

/** A programme that is not part of the one reported. */
async function otherCode(): Promise<string> {
  const rows = await house.ctx.db.selectFrom("reference_rows").select("id").where("kind", "=", "programme").execute();
  return rows.map((row) => row.id).find((id) => !id.startsWith(PROGRAMME)) ?? "";
}

async function recordPlays(): Promise<void> {
  const signer = await makeSigner();
  const player = await addPlayer(house.ctx, signer, watched);
  const at = (minutes: number) => publishedAtMs + minutes * 60_000;
  const own = { editionVersionId: versions.own.editionVersionId, plannedMs: 10_000, shownMs: 10_000 };
  const showings: Showing[] = [
    { ...own, startedWallMs: at(1), panel: "on" },
    { ...own, startedWallMs: at(2), panel: "on" },
    { ...own, startedWallMs: at(3), panel: "unknown" },
    { ...own, startedWallMs: at(4), panel: "off" },
    { ...own, startedWallMs: at(5), outcome: "cut", shownMs: 4_000 },
    { ...own, startedWallMs: at(6), outcome: "interrupted", shownMs: 3_000 },
    { ...own, startedWallMs: at(7), editionVersionId: versions.lao.editionVersionId, language: "lo", panel: "on" },
    { ...own, startedWallMs: at(8), editionVersionId: versions.shared.editionVersionId, panel: "on" },
    // The month before, an instant before midnight at the border: not ours.
    { ...own, startedWallMs: Date.parse("2026-10-31T16:59:00Z"), panel: "on" },
    { ...own, startedWallMs: Date.parse("2026-10-31T17:00:00Z"), panel: "on" },
  ];
  const log = deviceLog(player.number, [showings]);
  await ingestBatch(house.ctx, player, await batchOf(log, 0, log.length, signer));
}

describe("monthlyReport", () => {
  test("each kind of play stands in its own column, by screen and language, under its main programme", () => {
    const row = (screenId: string, language: string) =>
      report.main.screens.find((one) => one.screenId === screenId && one.language === language);
    expect(row(watched, "vi")?.played).toEqual({
      completed: 3,
      completedPanelUnknown: 1,
      completedPanelOff: 1,
      cut: 1,
      interrupted: 1,
      airtimeMs: 30_000,
      airtimePanelUnknownMs: 10_000,
      airtimeOtherMs: 17_000,
    });
    expect(row(watched, "lo")?.played).toMatchObject({ completed: 1, cut: 0 });
    expect(row(watched, "lo")?.languageName).not.toBe("lo");
    expect(report.main.total.played).toMatchObject({ completed: 4, cut: 1, interrupted: 1 });
    expect(report.main.stories).toMatchObject([{ storyId: versions.own.storyId, languages: ["lo", "vi"] }]);
  });

  test("plays shared with another main programme are told apart and never added to the sums", () => {
    expect(report.shared.total.played).toMatchObject({ completed: 1 });
    expect(report.shared.stories.map((story) => story.storyId)).toEqual([versions.shared.storyId]);
    expect(report.main.stories.map((story) => story.storyId)).not.toContain(versions.shared.storyId);
  });

  test("a screen without a record says so and is not zero, and its plan still stands", () => {
    const rows = report.main.screens.filter((one) => one.screenId === silent);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.played).toBeNull();
      expect(row.planned).toBeGreaterThan(0);
    }
    expect(report).toMatchObject({ screens: 2, screensWithoutRecords: 1 });
  });

  test("planned is what following the manifest slot by slot counts, from its publication to the query", async () => {
    const manifest = (await currentManifest(house.ctx, watched))?.manifest;
    let planned = 0;
    for (let atMs = publishedAtMs; manifest !== undefined && atMs < publishedAtMs + 2 * hourMs; ) {
      const answer = slotAt(manifest, atMs);
      const own = [versions.own.editionVersionId, versions.lao.editionVersionId] as string[];
      if (answer.kind === "item" && answer.startedAtMs >= publishedAtMs && own.includes(answer.item.editionVersionId))
        planned += 1;
      atMs = answer.endsAtMs;
    }
    expect(planned).toBeGreaterThan(100);
    const rows = report.main.screens.filter((one) => one.screenId === watched);
    expect(rows.reduce((sum, row) => sum + row.planned, 0)).toBe(planned);
    expect(report.untilMs).toBe(publishedAtMs + 2 * hourMs);
  });

  test("the same question at the same time has the same answer and hash; an editor of nothing may not ask", async () => {
    expect(await monthlyReport(editor, { programme: PROGRAMME, month: "2026-11" })).toEqual(report);
    const nobody = { ...editor, actor: { kind: "anonymous" } as const };
    await expect(monthlyReport(nobody, { programme: PROGRAMME, month: "2026-11" })).rejects.toMatchObject({
      code: "not-signed-in",
    });
    await expect(monthlyReport(editor, { programme: "NONE", month: "2026-11" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("a month is a civil month at the border", () => {
    expect(monthPeriod("2026-12")).toMatchObject({
      month: "2026-12",
      fromMs: Date.parse("2026-11-30T17:00:00Z"),
      toMs: Date.parse("2026-12-31T17:00:00Z"),
    });
    expect(() => monthPeriod("2026-00")).toThrow();
  });
});
