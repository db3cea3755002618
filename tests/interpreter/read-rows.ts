import type { Database } from "../../server/context.ts";
import type { EntryRow, HolidayRow, HoursInForce, ItemRow, Rows, ScreenRow } from "./rows.ts";

const APPROVERS_NEEDED = 2;

/** Reads the rows that the schedule stands on, as they are stored now. */
export async function readRows(db: Database): Promise<Rows> {
  return {
    entries: await readEntries(db),
    playlists: await readPlaylists(db),
    dayparts: await readDayparts(db),
    items: await readItems(db),
    screens: await readScreens(db),
    holidays: await readHolidays(db),
    roles: await readRoles(db),
  };
}

async function readEntries(db: Database): Promise<EntryRow[]> {
  const rows = await db.selectFrom("schedule_entries").selectAll().where("retired_at_ms", "is", null).execute();
  return rows.map((row): EntryRow => {
    const timing: Pick<EntryRow, "recurrence" | "hours" | "exceptions"> = JSON.parse(row.timing_json);
    const airtime: Pick<EntryRow, "claim" | "capPpm"> = JSON.parse(row.airtime_json);
    return {
      id: row.id,
      layer: row.layer,
      playlistId: row.playlist_id,
      target: JSON.parse(row.target_json),
      fromDate: row.from_date,
      untilDate: row.until_date,
      recurrence: timing.recurrence,
      hours: timing.hours,
      exceptions: timing.exceptions,
      claim: airtime.claim,
      capPpm: airtime.capPpm,
      lock: row.lock,
    };
  });
}

async function readPlaylists(db: Database): Promise<Rows["playlists"]> {
  const rows = await db.selectFrom("playlist_items").selectAll().orderBy("playlist_id").orderBy("position").execute();
  const playlists = new Map<string, string[]>();
  for (const row of rows) playlists.set(row.playlist_id, [...(playlists.get(row.playlist_id) ?? []), row.story_id]);
  return playlists;
}

async function readDayparts(db: Database): Promise<Rows["dayparts"]> {
  const rows = await db.selectFrom("dayparts").selectAll().execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        weekdays: JSON.parse(row.weekdays_json),
        windows: JSON.parse(row.windows_json),
        exceptions: JSON.parse(row.exceptions_json),
      },
    ]),
  );
}

/** Of each edition of a story in use: the newest version that two people approved, unless it was taken back. */
async function readItems(db: Database): Promise<Rows["items"]> {
  const versions = await db
    .selectFrom("edition_versions")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .innerJoin("stories", "stories.id", "editions.story_id")
    .innerJoin("airing_documents", "airing_documents.edition_version_id", "edition_versions.id")
    .where("stories.retired_at_ms", "is", null)
    .where("airing_documents.rejected_at_ms", "is", null)
    .select(["editions.id as editionId", "editions.story_id as storyId", "airing_documents.sha256 as sha256"])
    .select(["airing_documents.document as document", "edition_versions.version as version"])
    .orderBy("edition_versions.version", "desc")
    .execute();
  const approvals = await db.selectFrom("approvals").select(["airing_sha256", "person_id"]).execute();
  const withdrawals = await db.selectFrom("withdrawals").select("airing_sha256").execute();
  const withdrawn = new Set(withdrawals.map((row) => row.airing_sha256));
  const decided = new Set<string>();
  const items = new Map<string, ItemRow[]>();
  for (const { editionId, storyId, sha256, document } of versions) {
    const persons = new Set(approvals.filter((row) => row.airing_sha256 === sha256).map((row) => row.person_id));
    if (decided.has(editionId) || persons.size < APPROVERS_NEEDED) continue;
    decided.add(editionId);
    if (!withdrawn.has(sha256)) items.set(storyId, [...(items.get(storyId) ?? []), itemOf(sha256, document)]);
  }
  return items;
}

function itemOf(airingSha256: string, document: string): ItemRow {
  const { language, durationMs, notBeforeMs, notAfterMs, scope } = JSON.parse(document);
  const siteIds = scope.kind === "sites" ? scope.siteIds : null;
  return { airingSha256, language, durationMs, notBeforeMs, notAfterMs, siteIds };
}

async function readScreens(db: Database): Promise<Rows["screens"]> {
  const rows = await db
    .selectFrom("screens")
    .innerJoin("clusters", "clusters.id", "screens.cluster_id")
    .innerJoin("sites", "sites.id", "clusters.site_id")
    .select(["screens.id as screenId", "screens.tags_json as screenTags", "clusters.id as clusterId"])
    .select(["sites.id as siteId", "sites.gate_id as gateId", "sites.time_zone as timeZone"])
    .select(["sites.tags_json as siteTags", "sites.language_mix_json as mix"])
    .execute();
  const hours = await db.selectFrom("site_hours").selectAll().orderBy("from_date").execute();
  const gates = new Map((await reference(db, "gate")).map((gate) => [String(gate.id), gate]));
  return new Map(
    rows.map((row): [string, ScreenRow] => {
      const gate = gates.get(row.gateId ?? "");
      const inForce = hours.filter(({ site_id }) => site_id === row.siteId);
      return [
        row.screenId,
        {
          screenId: row.screenId,
          clusterId: row.clusterId,
          siteId: row.siteId,
          timeZone: row.timeZone,
          tags: [...JSON.parse(row.screenTags), ...JSON.parse(row.siteTags)],
          siteKind: gate?.kind ?? null,
          province: gate?.province?.code ?? null,
          neighbour: gate?.neighbour ?? null,
          hours: inForce.map((one): HoursInForce => ({ fromDate: one.from_date, hours: JSON.parse(one.hours_json) })),
          mix: JSON.parse(row.mix),
        },
      ];
    }),
  );
}

async function readHolidays(db: Database): Promise<HolidayRow[]> {
  return (await reference(db, "holiday")).flatMap((row): HolidayRow[] => {
    const { when, durationDays, isPublicHoliday } = row;
    if (isPublicHoliday !== true || when === undefined || when.calendar === "local") return [];
    return [{ calendar: when.calendar, month: when.month, day: when.day, durationDays: durationDays ?? 1 }];
  });
}

async function readRoles(db: Database): Promise<Rows["roles"]> {
  return new Map((await reference(db, "language")).map((row) => [row.tag ?? "", row.role ?? []]));
}

/** A row of the reference as it was loaded; each kind fills its own part. */
interface ReferenceRow {
  readonly id?: string;
  readonly tag?: string;
  readonly role?: readonly string[];
  readonly kind?: string;
  readonly province?: { readonly code: string };
  readonly neighbour?: string | null;
  readonly when?: { readonly calendar: "solar" | "lunar" | "local"; readonly month: number; readonly day: number };
  readonly durationDays?: number | null;
  readonly isPublicHoliday?: boolean | null;
}

async function reference(db: Database, kind: "gate" | "holiday" | "language"): Promise<ReferenceRow[]> {
  const rows = await db.selectFrom("reference_rows").select("row_json").where("kind", "=", kind).execute();
  return rows.map(({ row_json }): ReferenceRow => JSON.parse(row_json));
}
