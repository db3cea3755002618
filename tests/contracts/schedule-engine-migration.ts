import type { Kysely } from "kysely";
import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { migrations } from "../../server/db/migrations/index.ts";
import { hasUnpublishedChanges } from "../../server/services/schedule/publishable-schedule.ts";
import { publishedSnapshot, snapshotNow } from "../../server/services/schedule/schedule-snapshot.ts";
import { sha256Hex } from "../../server/sha256.ts";

const AT = 1_800_000_000_000;
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const [SITE, MUTE_SITE, PLAYLIST, BASE, CAMPAIGN] = [idOf(1), idOf(2), idOf(3), idOf(4), idOf(5)];
const DAYPART = { weekdays: [0, 6], windows: [{ fromLocal: "22:00", untilLocal: "06:00" }] };

/** What a schedule of the step before says of its two entries. */
const OLD_ENTRIES = [
  {
    id: BASE,
    name: "Nền",
    layer: "base",
    target: { kind: "everywhere" },
    daypart: null,
    sharePpm: null,
    untilDate: null,
  },
  {
    id: CAMPAIGN,
    name: "Chiến dịch",
    layer: "campaign",
    target: { kind: "sites", siteIds: [MUTE_SITE, SITE] },
    daypart: DAYPART,
    sharePpm: 250_000,
    untilDate: "2026-12-31",
  },
].map((entry) => ({ ...entry, playlistId: PLAYLIST, fromDate: "2026-11-01" }));

const PLAIN = {
  playlistId: PLAYLIST,
  fromDate: "2026-11-01",
  recurrence: null,
  exceptions: [],
  reviewDate: null,
  capPpm: null,
  spacingMs: null,
  order: "rotate",
  lock: null,
};

/**
 * A database at step 7 with sites, entries and a publication comes out of step 8 with the same meaning in the new form,
 * and what was published still counts as published.
 */
export async function keepsRowsOfStep7(db: Database): Promise<void> {
  const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < "0008"));
  await migrateToLatest(db, older);
  await fillStep7(db as unknown as Kysely<Record<string, Record<string, unknown>>>);
  expect(await migrateToLatest(db)).toContain("0008-schedule-engine");

  const sites = await db.selectFrom("sites").select(["id", "language_mix_json", "tags_json"]).orderBy("id").execute();
  expect(sites.map((site) => [site.id, JSON.parse(site.language_mix_json), site.tags_json])).toEqual([
    [
      SITE,
      [
        { language: "vi", sharePpm: 333_334, minimumPpm: 0 },
        { language: "lo", sharePpm: 333_333, minimumPpm: 0 },
        { language: "en", sharePpm: 333_333, minimumPpm: 0 },
      ],
      "[]",
    ],
    [MUTE_SITE, [], "[]"],
  ]);
  const snapshot = await snapshotNow({ db });
  expect(snapshot.entries).toEqual([
    {
      ...PLAIN,
      id: BASE,
      name: "Nền",
      layer: "base",
      target: { anyOf: [{ allOf: [] }] },
      untilDate: null,
      hours: { kind: "always" },
      claim: null,
    },
    {
      ...PLAIN,
      id: CAMPAIGN,
      name: "Chiến dịch",
      layer: "campaign",
      target: { anyOf: [{ allOf: [{ field: "site", is: true, values: [SITE, MUTE_SITE] }] }] },
      untilDate: "2026-12-31",
      hours: { kind: "own", daypart: DAYPART },
      claim: { kind: "share", sharePpm: 250_000 },
    },
  ]);
  expect(await publishedSnapshot({ db })).toEqual(snapshot);
  expect(await hasUnpublishedChanges({ db, actor: { kind: "system", reason: "test" } })).toBe(false);
  const { snapshot_json, sha256 } = await db.selectFrom("published_schedules").selectAll().executeTakeFirstOrThrow();
  expect(sha256).toBe(sha256Hex(snapshot_json));
}

async function fillStep7(db: Kysely<Record<string, Record<string, unknown>>>): Promise<void> {
  const made = { created_at_ms: AT, updated_at_ms: AT, retired_at_ms: null };
  for (const [id, languages] of [
    [SITE, ["vi", "lo", "en"]],
    [MUTE_SITE, []],
  ] as const) {
    const names = { name_vi: "Cửa khẩu", name_en: "Gate", time_zone: "Asia/Ho_Chi_Minh", gate_id: null };
    await db
      .insertInto("sites")
      .values({ id, ...names, languages_json: JSON.stringify(languages), ...made })
      .execute();
  }
  await db
    .insertInto("playlists")
    .values({ id: PLAYLIST, name: "Danh sách", created_by: null, ...made })
    .execute();
  for (const entry of OLD_ENTRIES) {
    await db
      .insertInto("schedule_entries")
      .values({
        id: entry.id,
        name: entry.name,
        layer: entry.layer,
        playlist_id: PLAYLIST,
        target_json: JSON.stringify(entry.target),
        from_date: entry.fromDate,
        until_date: entry.untilDate,
        daypart_json: entry.daypart === null ? null : JSON.stringify(entry.daypart),
        share_ppm: entry.sharePpm,
        created_by: null,
        ...made,
      })
      .execute();
  }
  const playlists = [{ id: PLAYLIST, name: "Danh sách", storyIds: [] }];
  const snapshot_json = JSON.stringify({ type: "schedule", playlists, entries: OLD_ENTRIES });
  await db
    .insertInto("published_schedules")
    .values({ id: idOf(9), snapshot_json, sha256: "old", published_by: null, published_at_ms: AT })
    .execute();
}
