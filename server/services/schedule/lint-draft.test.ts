import { afterAll, beforeAll, expect, it } from "vitest";
import { onSites } from "../../../schemas/rules/target-filter.ts";
import { ScheduledEntry } from "../../../schemas/schedule.ts";
import { PLAIN_ENTRY } from "../../../tests/support/plain-entry.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { listEntryRows } from "../../db/repos/schedule.ts";
import { createStory } from "../stories/create-story.ts";
import { lintDraft } from "./lint-draft.ts";

const ID = "01890000-0000-7000-8000-000000000001";

let house: TestContext;
let editor: ServiceContext;
let storyId: string;

beforeAll(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  await addScreen(house.ctx);
  ({ storyId } = await createStory(editor, { title: "Chợ phiên" }));
});

afterAll(() => house?.close());

function draft(said: object = {}): ScheduledEntry {
  return ScheduledEntry.parse({
    id: ID,
    name: "Nháp",
    playlistId: ID,
    ...PLAIN_ENTRY,
    ...said,
  });
}

async function kinds(entry: ScheduledEntry, storyIds: string[]): Promise<string[]> {
  return (await lintDraft(editor, { entry, storyIds, dayparts: [] })).map(({ problem }) => problem.kind);
}

it("what an entry lacks by itself is told before it is saved, and asking saves nothing", async () => {
  expect(await kinds(draft(), [])).toEqual(["empty-playlist"]);
  expect(await kinds(draft(), [storyId])).toEqual(["nothing-approved"]);
  expect(await kinds(draft({ target: onSites([ID]) }), [storyId])).toEqual(["reaches-no-screen"]);
  expect(await kinds(draft({ untilDate: "2026-01-02" }), [storyId])).toEqual(["ended"]);
  expect(await listEntryRows(house.ctx.db)).toEqual([]);
});

it("nobody who is not of the house may ask", async () => {
  const stranger: ServiceContext = { ...house.ctx, actor: { kind: "anonymous" } };
  await expect(lintDraft(stranger, { entry: draft(), storyIds: [], dayparts: [] })).rejects.toMatchObject({
    code: "not-signed-in",
  });
});
