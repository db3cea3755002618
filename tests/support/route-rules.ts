import { EVERYWHERE } from "../../schemas/rules/target-filter.ts";
import type { Role } from "../../server/db/tables.ts";

export const ID = "01930000-0000-7000-8000-000000000001";
export const SHA256 = "a".repeat(64);

/** Who may: anyone at all, whoever is signed in, or who holds one of these roles. */
type Rule = "anyone" | "signed-in" | readonly Role[];
export const ALL_ROLES = ["editor", "province-editor", "ministry-editor", "approver", "administrator"] as const;
const ANY_ROLE = ALL_ROLES;
const EDITOR = ["editor", "province-editor", "ministry-editor"] as const;
const EDITOR_OR_ADMINISTRATOR = [...EDITOR, "administrator"] as const;
const ADMINISTRATOR = ["administrator"] as const;

const name = { name: "Tên" };
const person = { login: "nguoi-moi", displayName: "Người mới", roles: ["approver"] };
const entry = {
  name: "Mục",
  layer: "base",
  playlistId: ID,
  target: EVERYWHERE,
  fromDate: "2026-11-21",
  untilDate: null,
};
const windows = [{ fromLocal: "08:00", untilLocal: "12:00" }];
const daypart = { name: "Sáng", weekdays: [0], windows, exceptions: [] };
const hours = { weekly: Array.from({ length: 7 }, () => windows), publicHolidays: null, exceptions: [] };
const mix = [{ language: "vi", sharePpm: 1_000_000, minimumPpm: 0 }];
const letterhead = {
  ...{ parentAgency: "", agency: "", symbol: "", place: "" },
  addressees: [],
  recipients: [],
  draftingUnit: "",
  signerTitles: [],
};
const traffic = { site: "khong-co", fromDate: "2026-10-01", toDate: "2026-10-31", people: 1, source: "Trạm" };
const order = { order: { kind: "reload" } };
const slide = { kind: "image", storyId: ID, language: "vi", title: "Tên", assetSha256: SHA256 };

/** Every route of the API with who may use it and a body that its schema takes, so that the rule and not the form refuses. */
export const RULES: Readonly<Record<string, readonly [Rule, body?: unknown]>> = {
  "POST /api/v1/session": ["anyone"],
  "GET /api/v1/session": ["anyone"],
  "POST /api/v1/first-run": ["anyone"],
  "POST /api/v1/links/accept": ["anyone"],
  "DELETE /api/v1/session": ["signed-in"],
  "POST /api/v1/first-run/second-person": [ADMINISTRATOR, { ...person, login: "nguoi-hai" }],
  "GET /api/v1/people": [ADMINISTRATOR],
  "POST /api/v1/people": [ADMINISTRATOR, person],
  "PUT /api/v1/people/{personId}/roles": [ADMINISTRATOR, { roles: ["administrator"] }],
  "POST /api/v1/people/{personId}/disable": [ADMINISTRATOR],
  "POST /api/v1/people/{personId}/unlock": [ADMINISTRATOR],
  "POST /api/v1/people/{personId}/reset": [ADMINISTRATOR],
  "GET /api/v1/sites": [ANY_ROLE],
  "POST /api/v1/sites": [ADMINISTRATOR, { gateId: "khong-co" }],
  "GET /api/v1/sites/{siteId}": [ANY_ROLE],
  "PUT /api/v1/sites/{siteId}/names": [ADMINISTRATOR, { vi: "Tên", en: "Name" }],
  "POST /api/v1/sites/{siteId}/retire": [ADMINISTRATOR],
  "POST /api/v1/sites/{siteId}/clusters": [ADMINISTRATOR, name],
  "PUT /api/v1/clusters/{clusterId}/name": [ADMINISTRATOR, name],
  "POST /api/v1/clusters/{clusterId}/retire": [ADMINISTRATOR],
  "POST /api/v1/clusters/{clusterId}/screens": [ADMINISTRATOR, { ...name, widthPx: 1_920, heightPx: 1_080 }],
  "GET /api/v1/screens": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}": [ANY_ROLE],
  "PUT /api/v1/screens/{screenId}/name": [ADMINISTRATOR, name],
  "POST /api/v1/screens/{screenId}/retire": [ADMINISTRATOR],
  "POST /api/v1/screens/{screenId}/pairing": [ADMINISTRATOR, { code: "ABCD-EFGH" }],
  "POST /api/v1/pairing/{requestId}/confirm": [ADMINISTRATOR, { replaceExisting: true }],
  "POST /api/v1/pairing/{requestId}/refuse": [ADMINISTRATOR],
  "POST /api/v1/players/{player}/revoke": [ADMINISTRATOR],
  "GET /api/v1/assets": [ANY_ROLE],
  "POST /api/v1/assets": [EDITOR, "bytes"],
  "GET /api/v1/assets/{assetSha256}": [ANY_ROLE],
  "GET /api/v1/stories": [ANY_ROLE],
  "POST /api/v1/stories": [EDITOR, { title: "Tên" }],
  "GET /api/v1/stories/{storyId}": [ANY_ROLE],
  "PUT /api/v1/stories/{storyId}/title": [EDITOR, { title: "Tên" }],
  "POST /api/v1/stories/{storyId}/retire": [EDITOR],
  "POST /api/v1/edition-versions": [EDITOR, slide],
  "POST /api/v1/airings": [EDITOR, { editionVersionId: ID }],
  "GET /api/v1/airings/waiting": [ANY_ROLE],
  "GET /api/v1/airings/{airingSha256}": [ANY_ROLE],
  "POST /api/v1/airings/{airingSha256}/approve": [["approver"]],
  "POST /api/v1/airings/{airingSha256}/reject": [["approver"], { reason: "Vì" }],
  "POST /api/v1/airings/{airingSha256}/withdraw": [[...EDITOR, "approver"], { reason: "Vì" }],
  "GET /api/v1/airings/{airingSha256}/withdrawal": [ANY_ROLE],
  "POST /api/v1/airings/{airingSha256}/lift": [["approver"]],
  "GET /api/v1/screens/{screenId}/commands": [ANY_ROLE],
  "POST /api/v1/screens/{screenId}/commands": [EDITOR_OR_ADMINISTRATOR, order],
  "GET /api/v1/screens/{screenId}/pictures": [ANY_ROLE],
  "GET /api/v1/sources": ["signed-in"],
  "POST /api/v1/sources": [EDITOR_OR_ADMINISTRATOR, { profile: "khong-co" }],
  "PUT /api/v1/sources/{sourceId}/state": [EDITOR_OR_ADMINISTRATOR, { state: "paused" }],
  "POST /api/v1/sources/{sourceId}/poll": [EDITOR],
  "POST /api/v1/sources/{sourceId}/inbox": [EDITOR, { url: "https://vi-du.test/bai" }],
  "GET /api/v1/inbox": ["signed-in"],
  "POST /api/v1/inbox/{inboxItemId}/fetch": [EDITOR],
  "POST /api/v1/inbox/{inboxItemId}/take": [EDITOR],
  "POST /api/v1/inbox/{inboxItemId}/dismiss": [EDITOR],
  "GET /api/v1/schedule": [ANY_ROLE],
  "GET /api/v1/schedule/problems": [ANY_ROLE],
  "GET /api/v1/schedule/day": [ANY_ROLE],
  "GET /api/v1/schedule/diff": [ANY_ROLE],
  "POST /api/v1/schedule/publish": [EDITOR],
  "POST /api/v1/playlists": [EDITOR, name],
  "PATCH /api/v1/playlists/{playlistId}": [EDITOR, name],
  "DELETE /api/v1/playlists/{playlistId}": [EDITOR],
  "POST /api/v1/playlists/{playlistId}/restore": [EDITOR],
  "PUT /api/v1/playlists/{playlistId}/items": [EDITOR, { storyIds: [] }],
  "GET /api/v1/dayparts": [ANY_ROLE],
  "POST /api/v1/dayparts": [EDITOR, daypart],
  "PUT /api/v1/dayparts/{daypartId}": [EDITOR, daypart],
  "DELETE /api/v1/dayparts/{daypartId}": [EDITOR],
  "POST /api/v1/dayparts/{daypartId}/restore": [EDITOR],
  "GET /api/v1/sites/{siteId}/operating-hours": [ANY_ROLE],
  "PUT /api/v1/sites/{siteId}/operating-hours/{fromDate}": [EDITOR_OR_ADMINISTRATOR, hours],
  "DELETE /api/v1/sites/{siteId}/operating-hours/{fromDate}": [EDITOR_OR_ADMINISTRATOR],
  "PUT /api/v1/sites/{siteId}/language-mix": [EDITOR_OR_ADMINISTRATOR, { mix }],
  "PUT /api/v1/sites/{siteId}/tags": [EDITOR_OR_ADMINISTRATOR, { tags: ["sảnh"] }],
  "PUT /api/v1/screens/{screenId}/tags": [EDITOR_OR_ADMINISTRATOR, { tags: ["sảnh"] }],
  "GET /api/v1/tags": [ANY_ROLE],
  "POST /api/v1/schedule/matching-screens": [ANY_ROLE, { target: EVERYWHERE }],
  "POST /api/v1/schedule/entries": [EDITOR, entry],
  "PUT /api/v1/schedule/entries/{entryId}": [EDITOR, entry],
  "DELETE /api/v1/schedule/entries/{entryId}": [EDITOR],
  "POST /api/v1/schedule/entries/{entryId}/restore": [EDITOR],
  "GET /api/v1/screens/{screenId}/manifest": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/preview": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/explain": [ANY_ROLE],
  "GET /api/v1/screens/{screenId}/glass": [ANY_ROLE],
  "GET /api/v1/plays": [ANY_ROLE],
  "GET /api/v1/clusters/{clusterId}/certificate/{format}": [ANY_ROLE],
  "GET /api/v1/period-reports": [ANY_ROLE],
  "POST /api/v1/period-reports": [ANY_ROLE, { kind: "month", period: "2026-10" }],
  "GET /api/v1/period-reports/{reportId}": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/evidence": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/{format}": [ANY_ROLE],
  "GET /api/v1/period-reports/{reportId}/tables/{tableId}/csv": [ANY_ROLE],
  "PUT /api/v1/period-reports/{reportId}/texts/{section}": [ANY_ROLE, { expectedVersion: 1, text: "Chữ" }],
  "PUT /api/v1/period-reports/{reportId}/cell": [
    ANY_ROLE,
    { expectedVersion: 1, tableId: "B7", rowKey: "1", columnKey: "cluster", cell: null },
  ],
  "PUT /api/v1/period-reports/{reportId}/days": [
    ANY_ROLE,
    { expectedVersion: 1, fromDate: "2026-10-01", toDate: "2026-10-31" },
  ],
  "POST /api/v1/period-reports/{reportId}/lock": [ANY_ROLE, { expectedVersion: 1 }],
  "POST /api/v1/period-reports/{reportId}/sign": [ANY_ROLE, { expectedVersion: 1, signedOn: "2026-11-05" }],
  "POST /api/v1/period-reports/{reportId}/sent": [ANY_ROLE, { expectedVersion: 1 }],
  "POST /api/v1/period-reports/{reportId}/correct": [ANY_ROLE],
  "GET /api/v1/indicators/{period}": [ANY_ROLE],
  "GET /api/v1/report-targets": [ANY_ROLE],
  "POST /api/v1/report-targets": [ANY_ROLE, { subject: "indicator", code: "khong-co", period: "2026", value: 1 }],
  "DELETE /api/v1/report-targets/{targetId}": [ANY_ROLE],
  "GET /api/v1/gate-traffic": [ANY_ROLE],
  "POST /api/v1/gate-traffic": [ANY_ROLE, { lines: [traffic] }],
  "DELETE /api/v1/gate-traffic/{trafficId}": [ANY_ROLE],
  "GET /api/v1/server-state": [ADMINISTRATOR],
  "GET /api/v1/letterhead": [ANY_ROLE],
  "PUT /api/v1/letterhead": [ADMINISTRATOR, letterhead],
};
