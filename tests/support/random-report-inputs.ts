import { insertAiringIfNew } from "../../server/db/repos/airing-documents.ts";
import { newId } from "../../server/new-id.ts";
import type { Draw } from "./draw.ts";
import type { ReportWorld, WorldScreen } from "./report-world.ts";
import { makeAiring, named } from "./trust.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FROM_MS = Date.parse("2026-09-30T17:00:00Z");

/** Draws what people did beside the players: approvals, imports, withdrawals, codes, hours, traffic, targets. */
export async function drawReportInputs(
  world: ReportWorld,
  screens: readonly WorldScreen[],
  draw: Draw,
): Promise<readonly string[]> {
  const airings = await drawApprovals(world, draw);
  await drawSource(world, draw);
  await drawWithdrawals(world, screens, airings, draw);
  await drawCodes(world, draw);
  await drawHoursAndTraffic(world, screens, draw);
  await drawTargets(world, draw);
  return airings;
}

const inQuarter = (draw: Draw): number => FROM_MS + draw.between(-20 * DAY_MS, 95 * DAY_MS);

async function drawApprovals({ house, versions }: ReportWorld, draw: Draw): Promise<string[]> {
  const persons = [await house.asPerson(["approver"]), await house.asPerson(["approver"])];
  const hashes: string[] = [];
  for (const { id, language, story } of versions) {
    const notBeforeMs = draw.isTrue(0.3) ? inQuarter(draw) : null;
    const { text, sha256 } = named(makeAiring({ editionVersionId: id, language, title: `Tin ${story}`, notBeforeMs }));
    hashes.push(sha256);
    await insertAiringIfNew(house.ctx.db, {
      ...{ sha256, edition_version_id: id, document: text, submitted_by: null, submitted_at_ms: 0 },
      ...{ rejected_by: null, rejected_at_ms: null, rejection_reason: null },
    });
    for (const { actor } of persons.slice(0, draw.between(1, 2))) {
      const { keyId } = await house.ctx.keys.personSigner(actor.personId);
      const row = { airing_sha256: sha256, person_id: actor.personId, key_id: keyId, envelope_json: "{}" };
      await house.ctx.db
        .insertInto("approvals")
        .values({ ...row, approved_at_ms: inQuarter(draw) })
        .execute();
    }
  }
  return hashes;
}

async function drawSource({ house }: ReportWorld, draw: Draw): Promise<void> {
  const { db } = house.ctx;
  const sourceId = newId(1);
  await db
    .insertInto("sources")
    .values({
      ...{ id: sourceId, profile: "vietnamvn", name: "Nguồn mẫu", base_url: "https://nguon.example", language: "vi" },
      ...{ media_base_url: "https://nguon.example", state: "active", health: "ok", created_at_ms: 1 },
      ...{ last_poll_at_ms: null, last_ok_at_ms: null, last_error: null },
    })
    .execute();
  const stories = await db.selectFrom("stories").select("id").orderBy("id").execute();
  for (const index of draw.list(draw.between(0, 5), (one) => one)) {
    const id = newId(2 + index);
    const atMs = inQuarter(draw);
    await db
      .insertInto("inbox_items")
      .values({
        ...{ id, source_id: sourceId, canonical_url: `https://nguon.example/${index}`, group_key: String(index) },
        ...{ language: "vi", state: "taken", title: null, summary: null, credit: null, origin_url: null },
        ...{ image_url: null, image_asset_sha256: null, published_at_ms: null, last_modified_at_ms: null },
        ...{ text_sha256: null, failure_text: null, discovered_at_ms: atMs, updated_at_ms: atMs },
      })
      .execute();
    const story = stories[index];
    if (story !== undefined && index < 2) {
      await db.updateTable("stories").set({ inbox_item_id: id }).where("id", "=", story.id).execute();
    }
  }
}

async function drawWithdrawals(
  { house }: ReportWorld,
  screens: readonly WorldScreen[],
  airings: readonly string[],
  draw: Draw,
): Promise<void> {
  const { db } = house.ctx;
  const instants = draw.list(draw.between(0, 2), () => inQuarter(draw)).sort((one, other) => one - other);
  for (const [index, atMs] of instants.entries()) {
    const version = index + 1;
    const row = {
      airing_sha256: draw.oneOf(airings),
      rendition_sha256: null,
      reason: draw.oneOf(["", "sai địa danh"]),
    };
    await db
      .insertInto("withdrawals")
      .values({ ...row, withdrawn_by: null, withdrawn_at_ms: atMs, version, lifted_in_version: null })
      .execute();
    for (const { player } of screens.filter(() => draw.isTrue(0.9))) {
      const confirmed_at_ms = atMs + draw.between(300, 90_000);
      await db
        .insertInto("withdrawal_confirmations")
        .values({ player: player.number, version, confirmed_at_ms })
        .execute();
    }
  }
  for (const { player } of screens.filter(() => draw.isTrue(0.3))) {
    const kind = draw.oneOf(["conflict", "broken-chain", "bad-signature"] as const);
    const row = { player: player.number, kind, boot: 1, seq: 1, detail_json: "{}", at_ms: inQuarter(draw) };
    await db.insertInto("play_anomalies").values(row).execute();
  }
}

async function drawCodes({ house, versions }: ReportWorld, draw: Draw): Promise<void> {
  const { db } = house.ctx;
  for (const { id } of versions.filter(() => draw.isTrue(0.3))) {
    const code = draw.hex(10);
    await db
      .insertInto("qr_links")
      .values({ code, target_url: "https://nguon.example", edition_version_id: id, created_at_ms: FROM_MS })
      .execute();
    const hours = new Set(draw.list(4, () => Math.floor(inQuarter(draw) / HOUR_MS) * HOUR_MS));
    for (const hour_at_ms of hours) {
      await db
        .insertInto("qr_scans")
        .values({ code, hour_at_ms, scans: draw.between(1, 9) })
        .execute();
    }
  }
}

async function drawHoursAndTraffic({ house }: ReportWorld, screens: readonly WorldScreen[], draw: Draw): Promise<void> {
  const { db } = house.ctx;
  const rows = await db
    .selectFrom("clusters")
    .select(["id", "site_id"])
    .where(
      "id",
      "in",
      screens.map(({ clusterId }) => clusterId),
    )
    .orderBy("id")
    .execute();
  for (const { site_id } of rows.filter(() => draw.isTrue(0.6))) {
    const window = { fromLocal: draw.oneOf(["06:30", "07:00"]), untilLocal: draw.oneOf(["17:45", "22:00"]) };
    const hours = { weekly: draw.list(7, (day) => (day === 6 && draw.isTrue(0.5) ? [] : [window])) };
    const hours_json = JSON.stringify({ ...hours, publicHolidays: null, exceptions: [] });
    const row = { site_id, from_date: draw.oneOf(["2026-01-01", "2026-11-10"]), hours_json };
    await db
      .insertInto("site_hours")
      .values({ ...row, created_by: null, created_at_ms: 1 })
      .execute();
  }
  for (const { site_id } of rows) {
    const parts = draw.oneOf([
      [["2026-10-01", "2026-12-31"]],
      [
        ["2026-10-01", "2026-11-15"],
        ["2026-11-16", "2027-01-31"],
      ],
      [["2026-10-05", "2026-12-31"]],
      [],
    ]);
    for (const [from_date = "", to_date = ""] of parts) {
      const row = {
        id: newId(1),
        site_id,
        from_date,
        to_date,
        people: draw.between(0, 90_000),
        source: "trạm kiểm soát",
      };
      await db
        .insertInto("gate_traffic")
        .values({ ...row, entered_by: null, entered_at_ms: 1, retired_at_ms: draw.isTrue(0.1) ? 2 : null })
        .execute();
    }
  }
}

async function drawTargets({ house }: ReportWorld, draw: Draw): Promise<void> {
  const number = (value: number, digits = 0) => JSON.stringify({ kind: "number", value, digits });
  const share = () => JSON.stringify({ kind: "share", ppm: draw.between(1, 1_000_000) });
  const wanted = [
    ["programme", "GNBV-2125", number(draw.between(1, 90))],
    ["programme", "GNBV-2125.DA6", number(draw.between(1, 90))],
    ["programme", "QD1191", number(draw.between(1, 90))],
    ["indicator", "completion", share()],
    ["indicator", "uptime", share()],
    ["indicator", "time-to-air", number(draw.between(1, 90_000), 1)],
    ["indicator", "recall-time", number(draw.between(1, 900), 1)],
    ["indicator", "potential-reach", number(draw.between(1, 90_000))],
  ] as const;
  for (const [subject, code, cell_json] of wanted.filter(() => draw.isTrue(0.6))) {
    const row = { id: newId(1), subject, code, period: draw.oneOf(["2026-Q4", "2026-Q4", "2026-10"]), cell_json };
    await house.ctx.db
      .insertInto("report_targets")
      .values({ ...row, entered_by: null, entered_at_ms: 1, retired_at_ms: null })
      .execute();
  }
}
