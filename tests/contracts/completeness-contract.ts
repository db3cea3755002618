import { expect } from "vitest";
import {
  findFirstManifestMs,
  findLastReceived,
  findRecordsAround,
  listLosses,
  listServices,
  listShowings,
  listShowingsBeside,
  listStoredDays,
  listUnsettledDates,
  saveDay,
} from "../../server/db/repos/completeness.ts";
import { insertPlays } from "../../server/db/repos/play-log.ts";
import { openAssignment } from "../../server/db/repos/players.ts";
import {
  findHeardWithHead,
  findPresenceBefore,
  listBoots,
  listPresenceAround,
  writeBoots,
  writePresence,
} from "../../server/db/repos/presence.ts";
import { play } from "../support/play-row.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;
const ALL = { screenId: "a-1", fromMs: AT, toMs: AT + 1_000, untilReceivedMs: AT + 1_000 };
const told = (from_ms: number, to_ms: number, head_seq = 0) => ({
  ...{ player: 7, from_ms, to_ms, boot: 1, panel: "on" as const, playing_revision: 1, held_revision: 1, is_slate: 0 },
  ...{ has_stage: 1, has_troubles: 0, mode: "all" as const, head_boot: 1, head_seq },
});

/** What a player told grows in place and is found by its time; a day is stored once, and what it rests on is found by its cut-off. */
export const completenessContract: RepositoryContract = {
  name: "what players told and how days add up",
  async run(db) {
    await writePresence(db, []);
    await writePresence(db, [told(AT, AT + 10), told(AT + 10, AT + 20, 5)]);
    await writePresence(db, [told(AT + 10, AT + 90, 9), told(AT + 100, AT + 110, 9)]);
    await writePresence(db, [told(AT + 10, AT + 30)]);
    expect(await findPresenceBefore(db, 7, AT + 100)).toEqual(told(AT + 10, AT + 90, 5));
    const around = await listPresenceAround(db, 7, { fromMs: AT + 5, toMs: AT + 50 }, AT + 200);
    expect(around.map(({ from_ms }) => from_ms - AT)).toEqual([0, 10, 100]);
    expect(await listPresenceAround(db, 7, { fromMs: AT + 5, toMs: AT + 50 }, AT + 99)).toHaveLength(2);
    expect(await findHeardWithHead(db, 7, { boot: 1, seq: 5 }, AT + 200)).toBe(AT + 10);
    expect(await findHeardWithHead(db, 7, { boot: 0, seq: 9 }, AT + 200)).toBeUndefined();

    const start = { player: 7, boot: 1, started_at_ms: AT - 5, first_seen_ms: AT };
    await writeBoots(db, [start]);
    await writeBoots(db, [{ ...start, started_at_ms: AT, first_seen_ms: AT + 1 }]);
    expect(await listBoots(db, 7, AT)).toEqual([start]);
    expect(await listBoots(db, 7, AT - 1)).toEqual([]);

    await addScreenRows(db, "a");
    await insertPlays(db, [
      play(1, 1),
      play(1, 4, { received_at_ms: AT + 50 }),
      play(2, 1, { started_at_ms: AT + 500 }),
    ]);
    expect((await listShowings(db, ALL, 0)).map(({ seq }) => seq)).toEqual([1, 4, 1]);
    expect(await listShowings(db, { ...ALL, fromMs: AT + 100 }, 0)).toHaveLength(1);
    expect(await listShowings(db, { ...ALL, fromMs: AT + 100 }, 100)).toHaveLength(3);
    expect(await listShowings(db, { ...ALL, fromMs: AT + 10_500 }, 10_500)).toEqual([]);
    expect(await listShowings(db, { ...ALL, untilReceivedMs: AT + 49 }, 0)).toHaveLength(2);
    expect((await listShowingsBeside(db, ALL, { beforeMs: AT + 4, fromMs: AT + 5 })).map(({ boot }) => boot)).toEqual([
      1, 2,
    ]);
    expect(await findLastReceived(db, "a-1", 7, AT + 1_000)).toMatchObject({ boot: 2, seq: 1 });
    expect(await findLastReceived(db, "a-1", 8, AT + 1_000)).toBeUndefined();
    const { before, after } = await findRecordsAround(db, 7, { boot: 1, seq: 2 }, { boot: 1, seq: 4 });
    expect([before?.started_at_ms, after?.started_at_ms]).toEqual([AT + 1, AT + 500]);
    expect(await listLosses(db, 7, AT, AT + 9)).toEqual([]);
    expect(await findFirstManifestMs(db, "a-1", AT)).toBeUndefined();

    const day = { screen_id: "a-1", civil_date: "2026-10-05", account_json: "{}", open_json: "[]" };
    await saveDay(db, { ...day, is_settled: 0, evidence_until_ms: AT });
    expect(await listUnsettledDates(db, "a-1")).toEqual(["2026-10-05"]);
    await saveDay(db, { ...day, is_settled: 1, evidence_until_ms: AT + 1 });
    expect(await listUnsettledDates(db, "a-1")).toEqual([]);
    expect(await listStoredDays(db, "a-1", "2026-10-05", "2026-10-05")).toEqual([
      { ...day, is_settled: 1, evidence_until_ms: AT + 1 },
    ]);
    expect(await listStoredDays(db, "a-1", "2026-10-06", "2026-10-31")).toEqual([]);
    await keepsServices(db);
  },
};

async function keepsServices(db: Parameters<RepositoryContract["run"]>[0]): Promise<void> {
  const { number: player } = await db
    .insertInto("players")
    .values({
      ...{ key_id: "k", public_x: "x", device_name: "", paired_at_ms: AT, paired_by: null, revoked_at_ms: null },
      ...{ highest_boot: 0, state_json: null, state_at_ms: null },
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  await openAssignment(db, { player, screenId: "a-1", fromMs: AT + 10 });
  expect(await listServices(db, { screenId: "a-1", fromMs: AT, toMs: AT + 10 })).toEqual([]);
  expect(await listServices(db, { screenId: "a-1", fromMs: AT, toMs: AT + 11 })).toMatchObject([{ player }]);
}
