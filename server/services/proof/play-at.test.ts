import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReportWorld, type ReportWorld } from "../../../tests/support/report-world.ts";
import { airtimeByHour } from "./airtime-by-hour.ts";
import { playAt } from "./play-at.ts";

const BEGAN_MS = Date.parse("2026-10-05T03:30:00Z");
const DATE = "2026-10-05";
let world: ReportWorld;
let screenId: string;

beforeAll(async () => {
  world = await createReportWorld(2);
  const [screen] = world.screens;
  const [vi, km] = world.versions;
  if (screen === undefined || vi === undefined || km === undefined) throw new Error("nothing to play");
  screenId = screen.screenId;
  world.house.clock.set(BEGAN_MS + 86_400_000);
  const of = (version: typeof vi) => ({
    editionVersionId: version.id,
    language: version.language,
    panel: "on" as const,
  });
  await world.play(screen, [
    { ...of(vi), startedWallMs: BEGAN_MS, startedMonoMs: 0, shownMs: 10_000 },
    { ...of(km), startedWallMs: BEGAN_MS + 10_000, startedMonoMs: 10_000, shownMs: 4_000, outcome: "cut" },
    { ...of(vi), startedWallMs: BEGAN_MS + 60_000, startedMonoMs: 60_000, shownMs: 10_000, panel: "unknown" },
  ]);
});
afterAll(() => world.close());

describe("what played on a screen at an instant", () => {
  test("is the record whose showing holds it, with its title, language, reason and proof, and its neighbours", async () => {
    const { play, reason, before, after } = await playAt(world.editor, { screenId, atMs: BEGAN_MS + 12_000 });
    expect(play).toMatchObject({ title: "Tin 0 km", outcome: "cut", boot: 1, seq: 2, panel: "on" });
    expect(play?.languageNames.vi).toBe("Tiếng Khmer");
    expect(play?.prevSha256).toBe(before[0]?.sha256);
    expect(reason).toMatchObject({ manifestRevision: 1, manifestCreatedAtMs: null, entry: null });
    expect([before.map(({ seq }) => seq), after.map(({ seq }) => seq)]).toEqual([[1], [3]]);
  });

  test("is nothing where no record says so: between two showings, before all, and on another screen", async () => {
    for (const atMs of [BEGAN_MS - 1, BEGAN_MS + 14_000, BEGAN_MS + 70_000]) {
      expect((await playAt(world.editor, { screenId, atMs })).play).toBeNull();
    }
    const other = world.screens[1]?.screenId ?? "";
    expect(await playAt(world.editor, { screenId: other, atMs: BEGAN_MS })).toMatchObject({
      play: null,
      before: [],
      after: [],
    });
    const nobody = { ...world.editor, actor: { kind: "anonymous" } as const };
    await expect(playAt(nobody, { screenId, atMs: BEGAN_MS })).rejects.toMatchObject({ code: "not-signed-in" });
  });

  test("adds up by hour: what is proven, and what was shown at all, in its own hour and no other", async () => {
    const hours = await airtimeByHour(world.editor, { date: DATE });
    const own = hours.find((one) => one.screenId === screenId);
    expect(own?.provenPerMille[10]).toBe(Math.round(10_000 / 3_600));
    expect(own?.shownPerMille[10]).toBe(Math.round(24_000 / 3_600));
    expect(own?.shownPerMille.filter((value) => value > 0)).toHaveLength(1);
    expect(hours.find((one) => one.screenId !== screenId)?.shownPerMille.every((value) => value === 0)).toBe(true);
  });
});
