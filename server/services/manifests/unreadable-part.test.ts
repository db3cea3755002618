import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Manifest } from "../../../schemas/manifest.ts";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { edition, entry, idOf, inputOf } from "../../../tests/support/compile-input.ts";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { createPlaylist } from "../schedule/create-playlist.ts";
import { createScheduleEntry } from "../schedule/create-schedule-entry.ts";
import { listScheduleProblems } from "../schedule/list-schedule-problems.ts";
import { publishSchedule } from "../schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../schedule/replace-playlist-items.ts";
import { compileManifest } from "./compile-manifest.ts";
import { currentManifest } from "./current-manifest.ts";
import { recompileScreens } from "./recompile-screens.ts";
import { unreadablePart } from "./unreadable-part.ts";

describe("the part of a manifest that a player would refuse", () => {
  const items = (count: number) => Array.from({ length: count }, (_, index) => edition(index + 1));

  test("is named when there is more of something than a player reads, and only then", () => {
    const most = compileManifest(inputOf([{ entry: entry(1), editions: items(2_000) }], 2)).manifest;
    expect(unreadablePart(most)).toBeNull();
    const over = compileManifest(inputOf([{ entry: entry(1), editions: items(2_001) }], 2)).manifest;
    expect(Manifest.safeParse(over).success).toBe(false);
    expect(unreadablePart(over)).toBe("items");
    expect(unreadablePart({ ...over, screenId: idOf(7) })).toBe("items");
  });

  test("is the screen's own where its body is as good as that of the others", () => {
    const { manifest } = compileManifest(inputOf([{ entry: entry(1), editions: items(2) }], 2));
    const spoilt = { ...manifest, place: { ...manifest.place, name: "x".repeat(121) } };
    expect(unreadablePart(spoilt)).toBe("place");
    expect(unreadablePart(manifest)).toBeNull();
    expect(unreadablePart(spoilt)).toBe("place");
  });
});

describe("a manifest that no player could read", () => {
  let house: TestContext;
  let editor: ServiceContext;
  beforeEach(async () => {
    house = await createTestContext();
    editor = await house.asPerson(["editor"]);
  });
  afterEach(() => house.close());

  test("is never signed: its screen keeps the one it has, the others get theirs, and the problem is logged and listed", async () => {
    const approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])] as const;
    const { screenId, siteId } = await addScreen(house.ctx);
    const other = await addScreen(house.ctx);
    const { playlistId } = await createPlaylist(editor, { name: "Danh sách" });
    const { storyId } = await approvePicture(editor, approvers, "Ảnh một");
    await replacePlaylistItems(editor, { playlistId, storyIds: [storyId] });
    const when = { fromDate: "2026-11-01", untilDate: null };
    await createScheduleEntry(editor, { name: "Nền", layer: "base", playlistId, target: EVERYWHERE, ...when });
    await publishSchedule(editor);
    const before = await currentManifest(house.ctx, screenId);

    // A zone that the calendar knows, and that no manifest can name.
    await house.ctx.db.updateTable("sites").set({ time_zone: "Etc/GMT-7" }).where("id", "=", siteId).execute();
    const more = await approvePicture(editor, approvers, "Ảnh hai");
    await replacePlaylistItems(editor, { playlistId, storyIds: [storyId, more.storyId] });
    const hints: string[] = [];
    house.ctx.bus.watch("manifest-changed", (hint) => hints.push(hint.screenId));
    const { screens } = await publishSchedule(editor);
    expect(screens).toContainEqual({ screenId, revision: 1, changed: false });
    expect(screens).toContainEqual({ screenId: other.screenId, revision: 2, changed: true });
    expect(hints).toEqual([other.screenId]);
    expect(await currentManifest(house.ctx, screenId)).toEqual(before);
    expect(house.logged).toContainEqual(
      expect.objectContaining({ level: "error", event: "manifest-unreadable", detail: { screenId, part: "timeZone" } }),
    );
    const problems = (await listScheduleProblems(editor)).map(({ problem }) => problem);
    expect(problems).toContainEqual({ kind: "too-much", screenId, part: "timeZone" });

    await house.ctx.db.updateTable("sites").set({ time_zone: "Asia/Ho_Chi_Minh" }).where("id", "=", siteId).execute();
    expect(await recompileScreens(house.ctx, [screenId])).toEqual([{ screenId, revision: 2, changed: true }]);
    expect((await listScheduleProblems(editor)).map(({ problem }) => problem.kind)).not.toContain("too-much");
  });
});
