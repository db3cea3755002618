import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  countScreensOfCluster,
  countScreensOfSites,
  findScreenRow,
  findScreenState,
  insertScreen,
  listScreenStates,
  lockScreen,
  retireScreenRow,
  updateScreenName,
  updateScreenTags,
} from "../../server/db/repos/screens.ts";
import { deleteSiteHours, findSiteHours, listSiteHours, saveSiteHours } from "../../server/db/repos/site-hours.ts";
import {
  findSite,
  findSiteOfGate,
  insertCluster,
  insertSite,
  listClustersOfSites,
  listSiteRows,
  retireClusterRow,
  retireSiteRow,
  updateClusterName,
  updateSite,
  updateSiteNames,
} from "../../server/db/repos/sites.ts";

/** A site `s-<id>`, its cluster `c-<id>` and two screens `<id>-1` and `<id>-2`. */
export async function addScreenRows(db: Database, id: string): Promise<void> {
  await insertSite(db, {
    id: `s-${id}`,
    gate_id: `gate-${id}`,
    name_vi: "Cửa khẩu",
    name_en: "Gate",
    time_zone: "Asia/Ho_Chi_Minh",
    language_mix_json: '[{"language":"vi","minimumPpm":0,"sharePpm":1000000}]',
    tags_json: "[]",
    created_at_ms: 1_800_000_000_000,
    updated_at_ms: 1_800_000_000_000,
    retired_at_ms: null,
  });
  await insertCluster(db, {
    id: `c-${id}`,
    site_id: `s-${id}`,
    name: "Cụm",
    created_at_ms: 1_800_000_000_000,
    retired_at_ms: null,
  });
  for (const number of [1, 2]) {
    await insertScreen(db, {
      id: `${id}-${number}`,
      cluster_id: `c-${id}`,
      name: `Màn ${number}`,
      width_px: 1_920,
      height_px: 1_080,
      tags_json: "[]",
      created_at_ms: 1_800_000_000_000,
      updated_at_ms: 1_800_000_000_000,
      retired_at_ms: null,
    });
  }
}

export const siteHoursContract = {
  name: "operating hours stand by site and date, a second row of one date takes the place of the first, and go again",
  async run(db: Database): Promise<void> {
    await addScreenRows(db, "a");
    await addScreenRows(db, "b");
    const row = (site_id: string, from_date: string, hours_json: string) => ({
      site_id,
      from_date,
      hours_json,
      created_by: null,
      created_at_ms: 1_800_000_000_000,
    });
    await saveSiteHours(db, row("s-a", "2027-01-01", "later"));
    await saveSiteHours(db, row("s-a", "2026-01-01", "first"));
    await saveSiteHours(db, row("s-b", "2026-06-01", "other"));
    await saveSiteHours(db, row("s-a", "2026-01-01", "second"));
    const read = async (siteIds?: string[]) => (await listSiteHours(db, siteIds)).map((one) => one.hours_json);
    expect(await read(["s-a"])).toEqual(["second", "later"]);
    expect(await read()).toEqual(["second", "later", "other"]);
    expect(await read([])).toEqual([]);
    await deleteSiteHours(db, "s-a", "2026-01-01");
    expect(await findSiteHours(db, "s-a", "2026-01-01")).toBeUndefined();
    expect(await findSiteHours(db, "s-a", "2027-01-01")).toMatchObject({ created_at_ms: 1_800_000_000_000 });
  },
};

export const sitesContract = {
  name: "sites, clusters and screens keep their rows, counts and newest manifest",
  async run(db: Database): Promise<void> {
    await addScreenRows(db, "a");
    await addScreenRows(db, "b");
    expect(await findSiteOfGate(db, "gate-a")).toMatchObject({ id: "s-a", created_at_ms: 1_800_000_000_000 });
    expect((await listSiteRows(db, { afterId: "s-a", limit: 5 })).map((site) => site.id)).toEqual(["s-b"]);
    expect((await listSiteRows(db, { afterId: null, limit: 1 })).map((site) => site.id)).toEqual(["s-a"]);
    expect(await countScreensOfSites(db, ["s-a", "s-b"])).toEqual(
      new Map([
        ["s-a", { screens: 2, paired: 0 }],
        ["s-b", { screens: 2, paired: 0 }],
      ]),
    );
    expect(await countScreensOfSites(db, [])).toEqual(new Map());
    for (const revision of [1, 2, 10]) {
      await db
        .insertInto("manifests")
        .values({
          screen_id: "a-1",
          revision,
          sha256: `m${revision}`,
          content_sha256: "x",
          envelope_json: "{}",
          created_at_ms: 7,
        })
        .execute();
    }
    expect(await findScreenState(db, "a-1")).toMatchObject({
      site_id: "s-a",
      cluster_name: "Cụm",
      player: null,
      manifest_revision: 10,
      manifest_sha256: "m10",
    });
    expect((await findScreenState(db, "a-2"))?.manifest_revision).toBeNull();
    const page = await listScreenStates(db, { siteId: "s-a", afterId: null, limit: 5 });
    expect(page.map((screen) => screen.id)).toEqual(["a-1", "a-2"]);
    expect((await listScreenStates(db, { afterId: "a-2", limit: 1 })).map((screen) => screen.id)).toEqual(["b-1"]);

    await updateSiteNames(db, "s-a", { vi: "Mới", en: "New" }, 9);
    await updateClusterName(db, "c-a", "Cụm mới");
    await updateScreenName(db, "a-1", "Màn mới", 9);
    expect(await findScreenState(db, "a-1")).toMatchObject({ site_name_vi: "Mới", name: "Màn mới" });
    const mix = '[{"language":"lo","minimumPpm":0,"sharePpm":1000000}]';
    await updateSite(db, "s-a", { language_mix_json: mix, tags_json: '["sảnh"]' });
    expect(await findSite(db, "s-a")).toMatchObject({ language_mix_json: mix, tags_json: '["sảnh"]', name_vi: "Mới" });
    await updateScreenTags(db, "a-1", '["làn xe"]', 9);
    expect(await findScreenState(db, "a-1")).toMatchObject({ tags_json: '["làn xe"]' });
    expect(await lockScreen(db, "a-1", 10)).toBe(true);
    await retireScreenRow(db, "a-1", 11);
    expect(await lockScreen(db, "a-1", 12)).toBe(false);
    expect(await lockScreen(db, "nowhere", 12)).toBe(false);
    expect(await findScreenRow(db, "a-1")).toMatchObject({ retired_at_ms: 11 });
    expect(await countScreensOfCluster(db, "c-a")).toBe(1);
    await retireClusterRow(db, "c-a", 12);
    expect(await listClustersOfSites(db, ["s-a"])).toEqual([]);
    await retireSiteRow(db, "s-a", 13);
    expect(await findSiteOfGate(db, "gate-a")).toBeUndefined();
    expect(await findSite(db, "s-a")).toMatchObject({ retired_at_ms: 13 });
  },
};
