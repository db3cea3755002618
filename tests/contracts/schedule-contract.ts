import { expect } from "vitest";
import { findDaypart, insertDaypart, listDaypartRows, updateDaypartRow } from "../../server/db/repos/dayparts.ts";
import { findLastDueRun, insertJobRun } from "../../server/db/repos/job-runs.ts";
import {
  findHeldNow,
  findNewestManifest,
  insertManifest,
  listManifestsInForce,
  listPlayerStates,
  listRenditionAssets,
  listScreensToCompile,
} from "../../server/db/repos/manifests.ts";
import { writePlayerState } from "../../server/db/repos/player-states.ts";
import { findPlayer, insertPlayer, openAssignment } from "../../server/db/repos/players.ts";
import {
  countClustersInUse,
  countScreensInUse,
  countSitesInUse,
  countStoriesInUse,
  findEntry,
  findNewestPublished,
  findPlaylist,
  insertEntry,
  insertPlaylist,
  insertPublished,
  listEntriesOfStory,
  listEntryRows,
  listPlaylistItems,
  listPlaylistRows,
  lockSchedule,
  replacePlaylistItemRows,
  updateEntry,
  updatePlaylist,
} from "../../server/db/repos/schedule.ts";
import { insertStory } from "../../server/db/repos/stories.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;

export const scheduleContract: RepositoryContract = {
  name: "schedule: playlists keep their order, retired things stay readable and out of the lists, the newest publication counts",
  async run(db) {
    await addScreenRows(db, "a");
    for (const id of ["s1", "s2"]) {
      const row = { id, title: id, created_by: null, inbox_item_id: null, created_at_ms: AT, updated_at_ms: AT };
      await insertStory(db, { ...row, retired_at_ms: null });
    }
    const made = { created_by: null, created_at_ms: AT, updated_at_ms: AT, retired_at_ms: null };
    await insertPlaylist(db, { id: "p1", name: "Một", ...made });
    await insertPlaylist(db, { id: "p2", name: "Hai", ...made });
    await withTransaction(db, (tx) => replacePlaylistItemRows(tx, "p1", ["s2", "s1", "s2"]));
    expect((await listPlaylistItems(db)).map((row) => row.story_id)).toEqual(["s2", "s1", "s2"]);
    await replacePlaylistItemRows(db, "p1", ["s1"]);
    expect((await listPlaylistItems(db)).map((row) => [row.position, row.story_id])).toEqual([[0, "s1"]]);
    await updatePlaylist(db, "p2", { retired_at_ms: AT });
    expect((await listPlaylistRows(db)).map((row) => row.id)).toEqual(["p1"]);
    expect((await findPlaylist(db, "p2"))?.retired_at_ms).toBe(AT);

    const entry = {
      name: "Mục",
      layer: "campaign" as const,
      playlist_id: "p1",
      target_json: "{}",
      from_date: "2026-01-01",
      until_date: null,
      review_date: "2027-01-01",
      lock: "ministry" as const,
      timing_json: "t",
      airtime_json: "a",
    };
    await insertEntry(db, { id: "e1", ...entry, ...made });
    await insertEntry(db, { id: "e2", ...entry, playlist_id: "p2", ...made });
    expect((await listEntriesOfStory(db, "s1")).map((row) => row.id)).toEqual(["e1"]);
    expect(await listEntriesOfStory(db, "s2")).toEqual([]);
    await updateEntry(db, "e1", { until_date: "2026-02-01", airtime_json: "b", retired_at_ms: AT });
    expect((await listEntryRows(db)).map((row) => row.id)).toEqual(["e2"]);
    expect(await listEntriesOfStory(db, "s1")).toEqual([]);
    expect(await findEntry(db, "e1")).toMatchObject({ ...entry, until_date: "2026-02-01", airtime_json: "b" });

    const daypart = { name: "Ca đêm", weekdays_json: "[0]", windows_json: "[1]", exceptions_json: "[]" };
    for (const id of ["d1", "d2"]) await insertDaypart(db, { id, ...daypart, ...made });
    await updateDaypartRow(db, "d1", { windows_json: "[2]", retired_at_ms: AT });
    expect((await listDaypartRows(db)).map((row) => row.id)).toEqual(["d2"]);
    expect(await findDaypart(db, "d1")).toMatchObject({ ...daypart, windows_json: "[2]" });

    expect(await findNewestPublished(db)).toBeUndefined();
    for (const [id, atMs] of [
      ["u1", AT + 2],
      ["u2", AT + 1],
    ] as const) {
      await insertPublished(db, { id, snapshot_json: "{}", sha256: id, published_by: null, published_at_ms: atMs });
    }
    expect((await findNewestPublished(db))?.id).toBe("u1");
    await withTransaction(db, async (tx) => {
      await lockSchedule(tx);
      await lockSchedule(tx);
    });
    expect(await countStoriesInUse(db, ["s1", "s2", "nobody"])).toBe(2);
    expect(await countSitesInUse(db, ["s-a", "nobody"])).toBe(1);
    expect(await countClustersInUse(db, ["c-a", "c-b"])).toBe(1);
    expect(await countScreensInUse(db, [])).toBe(0);
  },
};

export const manifestsContract: RepositoryContract = {
  name: "manifests: the newest revision counts, those in force in a period are found, players' states keep the highest boot",
  async run(db) {
    await addScreenRows(db, "a");
    const manifest = { screen_id: "a-1", sha256: "x", content_sha256: "x", envelope_json: "{}" };
    for (const [revision, atMs] of [
      [1, AT],
      [3, AT + 10],
      [4, AT + 20],
    ] as const) {
      await insertManifest(db, { ...manifest, revision, created_at_ms: atMs });
    }
    expect((await findNewestManifest(db, "a-1"))?.revision).toBe(4);
    expect(await findNewestManifest(db, "a-2")).toBeUndefined();
    const inForce = async (from: number, to: number) =>
      (await listManifestsInForce(db, "a-1", AT + from, AT + to)).map((row) => row.revision);
    expect(await inForce(5, 15)).toEqual([1, 3]);
    expect(await inForce(10, 20)).toEqual([1, 3]);
    expect(await inForce(30, 40)).toEqual([4]);
    expect(await inForce(-20, 0)).toEqual([]);
    expect((await listScreensToCompile(db)).map((row) => row.screen_id)).toEqual(["a-1", "a-2"]);
    expect((await listScreensToCompile(db, ["a-2"]))[0]).toMatchObject({
      site_id: "s-a",
      time_zone: "Asia/Ho_Chi_Minh",
    });
    expect(await listScreensToCompile(db, [])).toEqual([]);
    expect(await listRenditionAssets(db, ["none"])).toEqual([]);
    expect(await findHeldNow(db, "a-1")).toMatchObject({ revision: 4, withdrawals: 0 });
    expect(await findHeldNow(db, "01930000-0000-7000-8000-000000000009")).toEqual({
      revision: 0,
      sha256: null,
      root: 0,
      withdrawals: 0,
    });

    const number = await insertPlayer(db, {
      key_id: "k",
      public_x: "x",
      device_name: "",
      paired_at_ms: AT,
      paired_by: null,
      revoked_at_ms: null,
      highest_boot: 5,
      state_json: null,
      state_at_ms: null,
    });
    await openAssignment(db, { player: number, screenId: "a-1", fromMs: AT });
    expect(await listPlayerStates(db, "a-1")).toEqual([]);
    await writePlayerState(db, number, { json: '{"boot":7}', boot: 7, atMs: AT + 1 });
    await writePlayerState(db, number, { json: '{"boot":6}', boot: 6, atMs: AT + 2 });
    expect(await findPlayer(db, number)).toMatchObject({ highest_boot: 7, state_at_ms: AT + 2 });
    expect(await listPlayerStates(db, "a-1")).toEqual(['{"boot":6}']);

    expect(await findLastDueRun(db, "job")).toBeUndefined();
    for (const due of [2, 1, 2]) await insertJobRun(db, { job: "job", due_at_ms: due, finished_at_ms: AT });
    expect(await findLastDueRun(db, "job")).toBe(2);
  },
};
