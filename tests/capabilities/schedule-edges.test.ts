import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSystemClock } from "../../player/agent/ports/clock.ts";
import { createAgentTime } from "../../player/agent/shells/agent-time.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import { slotAt } from "../../schemas/rules/slot-at.ts";
import { addDays, civilAt, instantOf } from "../../schemas/rules/zoned-time.ts";
import { openDatabase } from "../../server/db/open.ts";
import { compileManifest } from "../../server/services/manifests/compile-manifest.ts";
import { currentManifest } from "../../server/services/manifests/current-manifest.ts";
import { rollDays } from "../../server/services/manifests/roll-days.ts";
import { createPlaylist } from "../../server/services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../server/services/schedule/create-schedule-entry.ts";
import { publishSchedule } from "../../server/services/schedule/publish-schedule.ts";
import { replacePlaylistItems } from "../../server/services/schedule/replace-playlist-items.ts";
import { AgentRig, until } from "../support/agent-rig.ts";
import { openAgentShelf } from "../support/agent-shelf.ts";
import { edition, entry, idOf, inputOf, ZONE } from "../support/compile-input.ts";
import { approvePicture } from "../support/content-factory.ts";
import { addScreen } from "../support/screen-factory.ts";
import { createTestContext } from "../support/server-context.ts";
import { SCREEN_ID, SITE_ID, type WorldItem } from "../support/signed-world.ts";

const DAY_MS = 86_400_000;
const NIGHT = { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal: "22:00", untilLocal: "06:00" }] };
const BASE = entry(1, { fromDate: "2020-01-01" });
const AT_NIGHT = entry(2, { fromDate: "2020-01-01", layer: "takeover", hours: { kind: "own", daypart: NIGHT } });

/** The airing document on the glass; null for the slate. */
function playing(manifest: Manifest, atMs: number): string | null {
  const answer = slotAt(manifest, atMs);
  return answer.kind === "item" ? answer.item.airingSha256 : null;
}

describe("a screen that is offline over both edges of a window", () => {
  let rig: AgentRig;
  let day: WorldItem;
  let night: WorldItem;
  let manifest: Manifest;

  beforeEach(async () => {
    rig = await AgentRig.create();
    day = await rig.world.addItem();
    night = await rig.world.addItem();
    const asEdition = (item: WorldItem, number: number) =>
      edition(number, {
        airingSha256: item.airingSha256,
        editionVersionId: item.document.editionVersionId,
        renditions: [item.mediaSha256],
        durationMs: item.document.durationMs,
      });
    const input = inputOf(
      [
        { entry: BASE, editions: [asEdition(day, 1)] },
        { entry: AT_NIGHT, editions: [asEdition(night, 2)] },
      ],
      10,
    );
    const fromDate = civilAt(Date.now(), ZONE).date;
    const { assets: _, ...compiled } = compileManifest({ ...input, fromDate }).manifest;
    const told = { ...compiled, screenId: SCREEN_ID, siteId: SITE_ID, revision: rig.world.revision + 1 };
    manifest = await rig.world.publish([day, night], told);
  });
  afterEach(() => rig.close());

  it("starts from its disk at any moment of it and shows what the window says, to the millisecond", async () => {
    await rig.startAgent();
    const first = await rig.enterStage();
    await until("it is on the disk", () => first.offered.size > 0);
    await rig.stopAgent();
    await rig.server.stop();

    const tomorrow = addDays(civilAt(Date.now(), ZONE).date, 1);
    const opensMs = instantOf(tomorrow, 22 * 60, ZONE);
    const closesMs = instantOf(addDays(tomorrow, 1), 6 * 60, ZONE);
    const expected: [number, string][] = [
      [opensMs - 60_000, day.airingSha256],
      [opensMs + 1, night.airingSha256],
      [closesMs - 60_000, night.airingSha256],
      [closesMs + 60_000, day.airingSha256],
    ];
    for (const [wallMs, airingSha256] of expected) {
      expect(playing(manifest, wallMs)).toBe(airingSha256);
      // The machine's clock stands still, so that what is read is what this instant shows.
      await rig.startAgent({ mono: () => 0, wall: () => wallMs });
      const stage = await rig.enterStage();
      const now = () => stage.slots.find(({ startsAtMs, endsAtMs }) => startsAtMs <= wallMs && wallMs < endsAtMs);
      // What is on the disk is looked through at the start: an item that is not yet found whole has another in its place.
      await until("the item of the window is its program", () => now()?.airingSha256 === airingSha256);
      await rig.stopAgent();
    }
    for (const edgeMs of [opensMs, closesMs]) {
      expect(playing(manifest, edgeMs)).not.toBe(playing(manifest, edgeMs - 1));
      expect(slotAt(manifest, edgeMs - 1).endsAtMs).toBe(edgeMs);
      expect(slotAt(manifest, edgeMs).startedAtMs).toBe(edgeMs);
    }
  });

  it("whose clock is a day wrong shows the item of the true time once a signed status came", async () => {
    const system = createSystemClock();
    for (const wrongMs of [-DAY_MS, DAY_MS]) {
      await rig.startAgent({ mono: () => system.mono(), wall: () => system.wall() + wrongMs });
      const stage = await rig.enterStage();
      const isNow = () =>
        stage.slots.some((slot) => slot.startsAtMs <= Date.now() + 2_000 && slot.endsAtMs >= Date.now() - 2_000);
      await until("the program is that of the true time", isNow);
      const now = stage.slots[0];
      expect(playing(manifest, ((now?.startsAtMs ?? 0) + (now?.endsAtMs ?? 0)) / 2)).toBe(now?.airingSha256);
      await rig.stopAgent();
    }
  });

  it("never goes below its time floor before it has reached a server", () => {
    const trueMs = instantOf(addDays(civilAt(Date.now(), ZONE).date, 2), 23 * 60, ZONE);
    const floorMs = trueMs - 1_800_000;
    const time = createAgentTime({ mono: () => 0, wall: () => trueMs - DAY_MS - 12 * 3_600_000 }, floorMs);
    expect(time.agentMs()).toBe(floorMs);
    expect(time.clockState()).toBe("unknown");
    expect(playing(manifest, time.agentMs())).toBe(night.airingSha256);
    const stamps = { serverReceivedAtMs: trueMs, serverSentAtMs: trueMs };
    time.addRoundTrip(1, { sentMonoMs: 0, receivedMonoMs: 0, ...stamps });
    expect(time.agentMs()).toBe(trueMs);
  });
});

describe("a server that is down over both edges of a window", () => {
  it("says of the days that both know what it said before, and the screen's disk says the same", async () => {
    const house = await createTestContext();
    const editor = await house.asPerson(["editor"]);
    const approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])] as const;
    const { screenId } = await addScreen(house.ctx);
    for (const { name, layer, hours } of [BASE, AT_NIGHT]) {
      const { storyId } = await approvePicture(editor, approvers, name);
      const { playlistId } = await createPlaylist(editor, { name });
      await replacePlaylistItems(editor, { playlistId, storyIds: [storyId] });
      const target = { anyOf: [{ allOf: [] }] };
      await createScheduleEntry(editor, {
        name,
        layer,
        playlistId,
        target,
        hours,
        fromDate: "2026-11-01",
        untilDate: null,
      });
    }
    await publishSchedule(editor);
    const shelf = await openAgentShelf(house.ctx, screenId);
    await shelf.fetch();
    const before = (await currentManifest(house.ctx, screenId))?.manifest;

    // The process is gone; a new one opens the same file two days later.
    const db = await openDatabase({ kind: "sqlite", file: join(house.dir, "server.db") });
    house.clock.advance(2 * DAY_MS);
    const restarted = { ...house.ctx, db };
    expect(await rollDays(restarted)).toEqual([{ screenId, revision: 2, changed: true }]);
    const after = (await currentManifest(restarted, screenId))?.manifest;
    const held = await shelf.restart();
    if (before === undefined || after === undefined || held === null) throw new Error("A manifest is missing.");
    expect(held).toEqual(before);
    const fromMs = after.days[0]?.[0] ?? 0;
    const edgesMs = [22, 30].map((hours) => fromMs + hours * 3_600_000);
    for (const edgeMs of edgesMs) expect(playing(after, edgeMs)).not.toBe(playing(after, edgeMs - 1));
    for (let atMs = fromMs; atMs < fromMs + 12 * DAY_MS; ) {
      const answer = slotAt(after, atMs);
      expect(playing(held, atMs)).toBe(playing(after, atMs));
      expect(slotAt(held, atMs).endsAtMs).toBe(answer.endsAtMs);
      atMs = answer.endsAtMs;
    }
    await shelf.close();
    await db.destroy();
    await house.close();
  });
});

describe("an entry that ends while a slot runs", () => {
  const fromDate = "2026-11-21";
  const noonMs = instantOf(fromDate, 12 * 60, ZONE);
  const morning = { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal: "06:00", untilLocal: "12:00" }] };
  const hours = { kind: "own", daypart: morning } as const;

  function planned(changes: Parameters<typeof entry>[1]) {
    const lengths = [17_300, 26_900].map((durationMs, index) => edition(index, { durationMs }));
    return compileManifest(
      inputOf([
        { entry: entry(1), editions: [edition(7, { durationMs: 19_000 }), edition(8, { durationMs: 31_700 })] },
        { entry: entry(2, changes), editions: lengths },
      ]),
    ).manifest;
  }

  it("lets a campaign's item end, and shows none of it after that", () => {
    const claim = { kind: "share", sharePpm: 1_000_000 } as const;
    const manifest = planned({ layer: "campaign", claim, hours });
    const running = slotAt(manifest, noonMs);
    expect(running).toMatchObject({ kind: "item", entryId: idOf(2) });
    expect(running.startedAtMs).toBeLessThan(noonMs);
    expect(running.endsAtMs - running.startedAtMs).toBeGreaterThanOrEqual(17_300);
    for (let atMs = running.endsAtMs; atMs < noonMs + 18 * 3_600_000; atMs = slotAt(manifest, atMs).endsAtMs) {
      expect(slotAt(manifest, atMs)).toMatchObject({ kind: "item", entryId: idOf(1) });
    }
  });

  it("cuts a takeover's item to the millisecond", () => {
    const manifest = planned({ layer: "takeover", hours });
    expect(slotAt(manifest, noonMs - 1)).toMatchObject({ kind: "item", entryId: idOf(2), endsAtMs: noonMs });
    expect(slotAt(manifest, noonMs)).toMatchObject({ kind: "item", entryId: idOf(1), startedAtMs: noonMs });
  });

  it("cuts an item to the millisecond where its site closes, and where its own time is over", () => {
    const open = { weekly: Array.from({ length: 7 }, () => morning.windows), publicHolidays: null, exceptions: [] };
    const input = inputOf([
      { entry: entry(2, { hours: { kind: "operating" } }), editions: [edition(1, { durationMs: 17_000 })] },
    ]);
    const closing = { ...input, screen: { ...input.screen, hours: [{ fromDate, hours: open }] } };
    const shut = compileManifest(closing).manifest;
    expect(slotAt(shut, noonMs - 1)).toMatchObject({ kind: "item", entryId: idOf(2), endsAtMs: noonMs });
    // What shows while nothing is scheduled is the slate, from the first millisecond on.
    expect(slotAt(shut, noonMs)).toMatchObject({ kind: "slate", startedAtMs: noonMs });

    const expiring = inputOf([
      { entry: entry(1), editions: [edition(1, { durationMs: 17_000, notAfterMs: noonMs + 123 })] },
    ]);
    const ended = compileManifest(expiring).manifest;
    expect(slotAt(ended, noonMs + 122)).toMatchObject({ kind: "item", endsAtMs: noonMs + 123 });
    expect(slotAt(ended, noonMs + 123).kind).toBe("slate");
  });
});
