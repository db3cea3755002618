import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { verifyBundle } from "../../scripts/verify/verify-bundle.ts";
import type { ServiceContext } from "../../server/context.ts";
import { insertPlays, listPlayRows } from "../../server/db/repos/play-log.ts";
import { archiveOldPlays } from "../../server/services/archive/archive-old-plays.ts";
import { checkArchive } from "../../server/services/archive/check-archive.ts";
import { makePart } from "../../server/services/archive/part-job.ts";
import { drillBackup } from "../../server/services/backup/drill-backup.ts";
import { makeBackup } from "../../server/services/backup/make-backup.ts";
import { disablePerson } from "../../server/services/people/disable-person.ts";
import { retireScreen } from "../../server/services/sites/retire.ts";
import { retireStory } from "../../server/services/stories/create-story.ts";
import { archiveLater, hotPlays } from "../support/archive-plays.ts";
import { chainedRows } from "../support/archive-rows.ts";
import { createEvidenceWorld, filesOf } from "../support/evidence-world.ts";
import { type Installations, makeInstallations, PASSPHRASE, SILENT } from "../support/installation.ts";

test("evidence outlives the story, the person and the screen that it tells of: archived, it is the same to the byte", async () => {
  const world = await createEvidenceWorld();
  const { ctx } = world.house;
  const bundle = await world.export();
  world.house.clock.advance(20 * 86_400_000);
  const stories = await ctx.db.selectFrom("stories").select("id").execute();
  for (const { id } of stories) await retireStory(world.editor, { storyId: id });
  for (const { screenId } of world.screens) await retireScreen(world.administrator, { screenId });
  const people = await ctx.db.selectFrom("approvals").select("person_id").distinct().execute();
  for (const { person_id } of people) await disablePerson(world.administrator, { personId: person_id });
  expect([stories.length > 0, people.length]).toEqual([true, 2]);
  await archiveLater(world.house);
  expect(await hotPlays(ctx)).toEqual([]);
  const again = await world.export();
  const [kept, came] = [filesOf(bundle), filesOf(again)];
  const others = [...came].flatMap(([name, bytes]) => (kept.get(name)?.equals(bytes) ? [] : [name]));
  expect(others).toEqual([]);
  expect(again.equals(bundle)).toBe(true);
  expect((await verifyBundle(await world.save(again))).findings).toEqual([]);
  await world.close();
});

describe("a backup of an installation with archived records", () => {
  let houses: Installations;
  beforeEach(async () => {
    houses = await makeInstallations();
    await houses.open("one", async (ctx) => {
      await insertPlays(ctx.db, chainedRows(3, 20));
      const later = { ...ctx, now: () => Date.parse("2027-01-01T00:00:00Z") };
      expect(await archiveOldPlays(later, { makePart, partsARun: 2 })).toEqual({ parts: 2, records: 80 });
    });
  });
  afterEach(() => houses.remove());

  const all = ({ db }: ServiceContext) => listPlayRows(db, { after: null, limit: 500 });
  const partsOf = async (name: string) => (await readdir(join(houses.dir, name, "archive"))).sort();

  it("holds their files, and brings them back with the database that knows them", async () => {
    const before = await houses.open("one", all);
    const file = await houses.backUp("one");
    const { missingPlays } = await houses.restore(file, "two");
    expect(missingPlays).toEqual([]);
    expect(await partsOf("two")).toEqual(await partsOf("one"));
    expect(await houses.open("two", all)).toEqual(before);
    expect(before).toHaveLength(120);
    expect(await houses.open("two", ({ db }) => checkArchive(db))).toMatchObject({ files: 2, damaged: [] });
  });

  it("put over another installation takes the place of its files, which are kept with its database", async () => {
    const file = await houses.backUp("one");
    await houses.open("two", async (ctx) => {
      await insertPlays(ctx.db, chainedRows(1, 8));
      await archiveOldPlays({ ...ctx, now: () => Date.parse("2027-01-01T00:00:00Z") }, { makePart });
    });
    const others = await partsOf("two");
    const { movedTo } = await houses.restore(file, "two", { replace: true });
    expect(await partsOf("two")).toEqual(await partsOf("one"));
    expect((await readdir(join(movedTo ?? "", "archive"))).sort()).toEqual(others);
  });

  it("tells of a file that is damaged or gone, and keeps all the others; the drill does not pass then", async () => {
    expect(await drillBackup(houses.configOf("one"), Date.now(), SILENT)).toMatchObject({ ok: true, damagedPlays: [] });
    const [first = "", second = ""] = await partsOf("one");
    const path = join(houses.dir, "one", "archive", first);
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const order = { config: houses.configOf("one"), passphrase: PASSPHRASE, withMedia: false, nowMs: Date.now() };
    const changed = await makeBackup({ ...order, file: join(houses.dir, "changed.tar") });
    expect(changed.damagedPlays).toEqual([first]);
    const drill = await drillBackup(houses.configOf("one"), Date.now(), SILENT);
    expect([drill.ok, drill.damagedPlays]).toEqual([false, [expect.stringContaining(first)]]);
    await rm(path);
    const gone = await makeBackup({ ...order, file: join(houses.dir, "gone.tar") });
    expect(gone.damagedPlays).toEqual([first]);
    const { missingPlays } = await houses.restore(join(houses.dir, "gone.tar"), "three");
    expect([missingPlays, await partsOf("three")]).toEqual([[first], [second]]);
  });
});
