import { afterAll, beforeAll, expect, test } from "vitest";
import { playerState } from "../../../tests/support/player-state.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { loadReference } from "../reference/load-reference.ts";
import { createCluster } from "./create-cluster.ts";
import { createScreen } from "./create-screen.ts";
import { createSite } from "./create-site.ts";
import { getScreen, listScreens } from "./list-screens.ts";
import { getSite, listSites } from "./list-sites.ts";
import { renameScreen, renameSite } from "./rename.ts";
import { retireCluster, retireScreen, retireSite } from "./retire.ts";

let world: TestContext;
let administrator: ServiceContext;
let editor: ServiceContext;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  administrator = await world.asPerson(["administrator"]);
  editor = await world.asPerson(["editor"]);
});
afterAll(() => world.close());

test("a site takes names and languages from the gate, stands once, and only an administrator makes it", async () => {
  await expect(createSite(editor, { gateId: "mong-cai" })).rejects.toMatchObject({ code: "not-allowed" });
  await expect(createSite(administrator, { gateId: "nowhere" })).rejects.toMatchObject({ code: "bad-input" });
  const { siteId } = await createSite(administrator, { gateId: "mong-cai" });
  const site = await getSite(editor, { siteId });
  expect(site.names).toEqual({ vi: "Cửa khẩu quốc tế Móng Cái", en: "Mong Cai International Border Gate" });
  expect(site.languages[0]).toBe("vi");
  expect(site.timeZone).toBe("Asia/Ho_Chi_Minh");
  await expect(createSite(administrator, { gateId: "mong-cai" })).rejects.toMatchObject({ code: "conflict" });
  await renameSite(administrator, { siteId, names: { vi: "Móng Cái", en: "Mong Cai" } });
  expect((await getSite(editor, { siteId })).names.vi).toBe("Móng Cái");
});

test("lists count clusters and screens, and turn pages without losing or repeating a site", async () => {
  const made: string[] = [];
  for (const gateId of ["huu-nghi", "lao-bao", "moc-bai"]) {
    const { siteId } = await createSite(administrator, { gateId });
    const { clusterId } = await createCluster(administrator, { siteId, name: "Cụm 1" });
    await createScreen(administrator, { clusterId, name: "Màn 1", widthPx: 1_920, heightPx: 1_080 });
    await createScreen(administrator, { clusterId, name: "Màn 2", widthPx: 1_080, heightPx: 1_920 });
    made.push(siteId);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listSites(editor, { cursor, limit: 2 });
    expect(page.items.length).toBeLessThanOrEqual(2);
    for (const site of page.items) {
      seen.push(site.siteId);
      if (made.includes(site.siteId)) expect(site).toMatchObject({ clusters: 1, screens: 2, pairedScreens: 0 });
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(seen.length);
  for (const siteId of made) expect(seen).toContain(siteId);
});

test("a screen begins without player and plan, and retiring goes from the inside out", async () => {
  const { siteId } = await createSite(administrator, { gateId: "cau-treo" });
  const { clusterId } = await createCluster(administrator, { siteId, name: "Cụm sảnh" });
  const { screenId } = await createScreen(administrator, { clusterId, name: "Màn", widthPx: 1_920, heightPx: 1_080 });
  await renameScreen(administrator, { screenId, name: "Màn sảnh" });
  expect(await getScreen(editor, { screenId })).toMatchObject({
    name: "Màn sảnh",
    player: null,
    manifest: null,
    plan: "unplanned",
  });
  await expect(retireSite(administrator, { siteId })).rejects.toMatchObject({ code: "conflict" });
  await expect(retireCluster(administrator, { clusterId })).rejects.toMatchObject({ code: "conflict" });
  await retireScreen(administrator, { screenId });
  await retireScreen(administrator, { screenId });
  await retireCluster(administrator, { clusterId });
  await retireSite(administrator, { siteId });
  expect((await listScreens(editor, { siteId })).items).toEqual([]);
  expect((await getScreen(editor, { screenId })).retiredAtMs).not.toBeNull();
  await expect(
    createScreen(administrator, { clusterId, name: "Màn", widthPx: 1_920, heightPx: 1_080 }),
  ).rejects.toMatchObject({ code: "conflict" });
  await createSite(administrator, { gateId: "cau-treo" });
});

test("what a player last said decides how its screen stands to the newest manifest", async () => {
  const { siteId } = await createSite(administrator, { gateId: "cha-lo" });
  const { clusterId } = await createCluster(administrator, { siteId, name: "Cụm" });
  const { screenId } = await createScreen(administrator, { clusterId, name: "Màn", widthPx: 1_920, heightPx: 1_080 });
  const { db } = world.ctx;
  for (const revision of [1, 2]) {
    await db
      .insertInto("manifests")
      .values({
        screen_id: screenId,
        revision,
        sha256: String(revision).repeat(64),
        content_sha256: String(revision).repeat(64),
        envelope_json: "{}",
        created_at_ms: revision,
      })
      .execute();
  }
  expect(await getScreen(editor, { screenId })).toMatchObject({ plan: "no-player", manifest: { revision: 2 } });
  const { number } = await db
    .insertInto("players")
    .values({ key_id: "k", public_x: "x", device_name: "hộp", paired_at_ms: 1, paired_by: null, highest_boot: 0 })
    .returning("number")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("player_assignments")
    .values({ player: number, screen_id: screenId, from_ms: 1, to_ms: null })
    .execute();
  expect((await getScreen(editor, { screenId })).plan).toBe("unheard");
  const say = (playingRevision: number) =>
    db
      .updateTable("players")
      .set({ state_json: JSON.stringify({ ...SAID, playingRevision }), state_at_ms: 5 })
      .where("number", "=", number)
      .execute();
  await say(1);
  expect((await getScreen(editor, { screenId })).plan).toBe("behind");
  await say(2);
  expect(await getScreen(editor, { screenId })).toMatchObject({ plan: "current", player: { heardAtMs: 5 } });
  expect((await getSite(editor, { siteId })).pairedScreens).toBe(1);
});

const SAID = playerState({ playingRevision: 1, heldRevision: 2, wallMs: 5, monoMs: 5 });
