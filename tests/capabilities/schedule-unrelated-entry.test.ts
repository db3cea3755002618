import { afterAll, beforeAll, expect, test } from "vitest";
import { currentManifest } from "../../server/services/manifests/current-manifest.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { createScheduleWorld, type ScheduleWorld } from "../support/schedule-world.ts";

const FROM = "2026-11-21";
let world: ScheduleWorld;

beforeAll(async () => {
  world = await createScheduleWorld(FROM, "Asia/Ho_Chi_Minh");
});
afterAll(() => world.test.close());

async function addEntry(storyId: string, allOf: readonly unknown[]): Promise<void> {
  const { playlistId } = await createPlaylist(world.editor, { name: "Danh sách" });
  await replacePlaylistItems(world.editor, { playlistId, storyIds: [storyId] });
  const target = { anyOf: [{ allOf }] };
  const dates = { fromDate: FROM, untilDate: null };
  await createScheduleEntry(world.editor, { name: "Mục", layer: "base", playlistId, target, ...dates });
}

/** The signed bytes that each screen's player would fetch. */
async function signedBytes(): Promise<Map<string, string>> {
  const bytes = new Map<string, string>();
  for (const screenId of world.screenIds) {
    bytes.set(screenId, JSON.stringify((await currentManifest(world.test.ctx, screenId))?.envelope));
  }
  return bytes;
}

test("an entry for one screen gives that screen a new manifest; every other keeps its signed bytes and is told of nothing", async () => {
  const [story = "", other = ""] = world.storyIds;
  const [meant = "", ...others] = world.screenIds;
  await addEntry(story, []);
  await publishSchedule(world.editor);
  const before = await signedBytes();

  await addEntry(other, [{ field: "screen", is: true, values: [meant] }]);
  const told: string[] = [];
  const stop = world.test.ctx.bus.watch("manifest-changed", ({ screenId }) => told.push(screenId));
  const { screens } = await publishSchedule(world.editor);
  stop();
  const after = await signedBytes();

  expect(told).toEqual([meant]);
  expect(screens.filter(({ changed }) => changed)).toEqual([{ screenId: meant, revision: 2, changed: true }]);
  expect(after.get(meant)).not.toBe(before.get(meant));
  expect(others.length).toBeGreaterThan(2);
  for (const screenId of others) expect(after.get(screenId)).toBe(before.get(screenId));
});
