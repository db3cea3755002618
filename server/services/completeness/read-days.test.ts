import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { loneItemManifest } from "../../../schemas/rules/lone-item-manifest.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { Showing } from "../../../tests/support/play-device.ts";
import { playerState } from "../../../tests/support/player-state.ts";
import { createReportWorld, type ReportWorld, type WorldScreen } from "../../../tests/support/report-world.ts";
import { makeAiring, makeSigner } from "../../../tests/support/trust.ts";
import { insertManifest } from "../../db/repos/manifests.ts";
import { createHeartbeatWriter, type HeartbeatWriter } from "../players/take-heartbeat.ts";
import { accountFinishedDays } from "./account-finished-days.ts";
import { readDays } from "./read-days.ts";
import { recomputeDays } from "./recompute-days.ts";

const HOUR_MS = 3_600_000;
const ID = "0".repeat(16);
const EMPTY = "1".repeat(16);
const DAYS = { fromDate: "2026-10-05", toDate: "2026-10-07" };
/** 2026-10-05 00:00 where the screens stand. */
const MIDNIGHT_MS = Date.parse("2026-10-04T17:00:00Z");

let world: ReportWorld;
let heartbeats: HeartbeatWriter;
let screen: WorldScreen;

beforeAll(async () => {
  world = await createReportWorld(1);
  const [first] = world.screens;
  if (first === undefined) throw new Error("no screen");
  screen = first;
  heartbeats = createHeartbeatWriter(world.house.ctx);
  const manifest = {
    ...loneItemManifest(makeAiring(), "a".repeat(64)),
    ...{ screenId: screen.screenId, siteId: screen.screenId, revision: 2, fallback: EMPTY },
    days: [0, 1, 2, 3, 4, 5, 6].map((day) => [
      MIDNIGHT_MS + day * 24 * HOUR_MS,
      MIDNIGHT_MS + (day + 1) * 24 * HOUR_MS,
      ID,
    ]),
    dayPlans: {
      [ID]: [
        [0, 8.5 * HOUR_MS, ID, 0],
        [8.5 * HOUR_MS, 9 * HOUR_MS, EMPTY, 0],
        [9 * HOUR_MS, 24 * HOUR_MS, ID, 0],
      ],
    },
    loops: { [ID]: { use: [[0, 0]], s: "0" }, [EMPTY]: { use: [], s: "" } },
  };
  const envelope = await signDocument(manifest, DOCUMENT_TYPES.manifest, [await makeSigner()]);
  await insertManifest(world.house.ctx.db, {
    ...{ screen_id: screen.screenId, revision: 2, sha256: "0".repeat(64), content_sha256: "0".repeat(64) },
    envelope_json: JSON.stringify(envelope),
    created_at_ms: MIDNIGHT_MS - HOUR_MS,
  });
});
afterAll(() => world.close());

/** Showings of ten minutes, one after the other, from one hour of the first day to another. */
function showings(fromHour: number, toHour: number, bootHour: number, panel: "on" | "unknown" = "on"): Showing[] {
  const own = { editionVersionId: world.versions[0]?.id ?? "", language: "vi", panel };
  return Array.from({ length: (toHour - fromHour) * 6 }, (_, index): Showing => {
    const startedWallMs = MIDNIGHT_MS + fromHour * HOUR_MS + index * 600_000;
    const startedMonoMs = startedWallMs - MIDNIGHT_MS - bootHour * HOUR_MS;
    return { ...own, startedWallMs, startedMonoMs, shownMs: 600_000, plannedMs: 600_000 };
  });
}

async function days(untilMs = world.house.clock.now()) {
  const place = { screenId: screen.screenId, siteId: await siteId(), timeZone: "Asia/Ho_Chi_Minh" };
  const read = await readDays(world.house.ctx.db, place, DAYS, untilMs);
  return read.map(({ date, account }) => {
    const parts = Object.entries(account.ms).flatMap(([cause, ms]) => (ms > 0 ? [[cause, ms / HOUR_MS]] : []));
    return [date, Object.fromEntries(parts)] as const;
  });
}

async function siteId(): Promise<string> {
  const row = await world.house.ctx.db.selectFrom("sites").select("id").executeTakeFirstOrThrow();
  return row.id;
}

const recompute = async () => {
  const told: string[] = [];
  const found = await recomputeDays(world.house.ctx.db, DAYS, ({ date }) => void told.push(date));
  return { ...found, told };
};

describe("the days of a screen", () => {
  test("say what the log says, and wait for the rest of it", async () => {
    world.house.clock.set(MIDNIGHT_MS + 20 * HOUR_MS);
    await world.play(screen, showings(0, 6, -1));
    await world.play(screen, showings(9, 18, 8, "unknown"));
    expect(await days()).toEqual([
      [
        "2026-10-05",
        { shown: 6, power: 2, "panel-unknown": 9, "no-manifest": 0.5, unexplained: 0.5, "not-yet-known": 6 },
      ],
    ]);
    world.house.clock.set(MIDNIGHT_MS + 60 * HOUR_MS);
    expect(await accountFinishedDays(world.house.ctx)).toBeGreaterThan(0);
    expect((await days())[0]?.[1]).toMatchObject({ "not-yet-known": 6 });
  });

  test("are stored for good once the whole log is there, and come out the same when counted again", async () => {
    const early = world.house.clock.now();
    world.house.clock.set(MIDNIGHT_MS + 80 * HOUR_MS);
    await world.play(screen, showings(24, 72, 23));
    await accountFinishedDays(world.house.ctx);
    const known = [
      ["2026-10-05", { shown: 6, power: 7, "panel-unknown": 9, "no-manifest": 0.5, unexplained: 1.5 }],
      ["2026-10-06", { shown: 24 }],
      ["2026-10-07", { shown: 24 }],
    ];
    expect(await days()).toEqual(known);
    const rows = await world.house.ctx.db.selectFrom("completeness_days").selectAll().execute();
    const stored = rows.filter(({ civil_date }) => civil_date >= DAYS.fromDate && civil_date <= DAYS.toDate);
    expect(stored.map(({ is_settled }) => is_settled)).toEqual([1, 1, 1]);
    expect(await recompute()).toEqual({ days: 3, differences: 0, told: [] });
    // What was known earlier is still what it was.
    expect((await days(early))[0]?.[1]).toMatchObject({ "not-yet-known": 6 });
  });

  test("are found when somebody altered one", async () => {
    const { db } = world.house.ctx;
    const row = await db
      .selectFrom("completeness_days")
      .selectAll()
      .where("civil_date", "=", "2026-10-06")
      .executeTakeFirstOrThrow();
    await db
      .updateTable("completeness_days")
      .set({ account_json: row.account_json.replace('"shown":86400000', '"shown":86399999') })
      .where("civil_date", "=", "2026-10-06")
      .execute();
    expect(await recompute()).toEqual({ days: 3, differences: 1, told: ["2026-10-06"] });
    await db
      .updateTable("completeness_days")
      .set({ account_json: row.account_json })
      .where("civil_date", "=", "2026-10-06")
      .execute();
    expect(await recompute()).toMatchObject({ differences: 0 });
  });

  test("need no record where the player says that there is none, and name what it says instead", async () => {
    const log = { boot: 5, seq: 288 };
    const { number: player } = screen.player;
    const beat = (hour: number, change: Parameters<typeof playerState>[0]) => {
      world.house.clock.set(MIDNIGHT_MS + hour * HOUR_MS);
      return heartbeats.take({ player, state: playerState({ boot: 5, ledgerHead: log, ...change }), anchors: [] });
    };
    for (let minute = 0; minute <= 26 * 60; minute += 3) {
      await beat(96 + minute / 60, { heldRevision: 1, stageConnected: minute < 60 || minute > 24 * 60 });
    }
    const place = { screenId: screen.screenId, siteId: await siteId(), timeZone: "Asia/Ho_Chi_Minh" };
    const nowMs = world.house.clock.now();
    const [day] = await readDays(world.house.ctx.db, place, { fromDate: "2026-10-09", toDate: "2026-10-09" }, nowMs);
    expect(day?.account.ms.fault).toBe(22.5 * HOUR_MS);
    expect(day?.account.ms["no-manifest"]).toBe(0.5 * HOUR_MS);
    expect(day?.account.ms.unexplained).toBe(HOUR_MS);
    expect(day?.account.outages).toHaveLength(1);
  });
});
