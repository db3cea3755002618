import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { readSchedule } from "./read-schedule.ts";
import { saveEntryWithStories } from "./save-entry-with-stories.ts";

const UNKNOWN = "01930000-0000-7000-8000-00000000ffff";

let house: TestContext;
beforeAll(async () => {
  house = await createTestContext();
});
afterAll(() => house.close());

test("an entry is saved with a playlist of its own, or neither is: a refusal leaves no playlist behind", async () => {
  const editor = await house.asPerson(["editor"]);
  const when = { fromDate: "2026-11-01", untilDate: null };
  const { playlistId: _, ...entry } = ScheduleEntryInput.parse({
    name: "Tin sáng",
    layer: "base",
    playlistId: UNKNOWN,
    target: EVERYWHERE,
    ...when,
  });
  const listed = async () => (await readSchedule(editor)).playlists.map(({ name }) => name);
  const unknown = saveEntryWithStories(editor, { entryId: null, entry, storyIds: [UNKNOWN] });
  await expect(unknown).rejects.toMatchObject({ code: "bad-input" });
  const urgent = { ...entry, layer: "override" as const };
  const refused = saveEntryWithStories(editor, { entryId: null, entry: urgent, storyIds: [] });
  await expect(refused).rejects.toMatchObject({ code: "not-allowed" });
  expect(await listed()).toEqual([]);

  const { entryId } = await saveEntryWithStories(editor, { entryId: null, entry, storyIds: [] });
  const late = { entryId, entry, storyIds: [], expectedUpdatedAtMs: 1 };
  await expect(saveEntryWithStories(editor, late)).rejects.toMatchObject({ code: "conflict" });
  expect(await listed()).toEqual(["Tin sáng"]);
  await saveEntryWithStories(editor, { entryId, entry, storyIds: [] });
  const { entries, playlists } = await readSchedule(editor);
  expect(playlists).toHaveLength(2);
  expect(entries).toMatchObject([{ id: entryId, playlistId: expect.any(String) }]);
});
