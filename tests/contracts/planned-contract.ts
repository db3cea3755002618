import { expect } from "vitest";
import {
  findFirstShowings,
  insertHoldings,
  listFirstAired,
  listHoldings,
  listHoldingsOfPlayer,
  listNotedMarks,
  listRecordsAfter,
  listUnnotedPlayers,
  saveNotedMark,
  writeFirstShowings,
} from "../../server/db/repos/held-manifests.ts";
import {
  insertTarget,
  insertTraffic,
  listTargets,
  listTargetsInForce,
  listTrafficInForce,
  listTrafficOf,
  retireTargets,
  retireTraffic,
} from "../../server/db/repos/indicator-inputs.ts";
import {
  listLateWords,
  listPlannedCounts,
  listPlannedDays,
  listStandingDays,
  savePlannedDay,
  sumPlannedCounts,
  sumSettledDays,
} from "../../server/db/repos/planned-days.ts";
import { insertPlays } from "../../server/db/repos/play-log.ts";
import { play } from "../support/play-row.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;
const MARK = { player: 7, boot: 1, seq: 2, screen_id: "a-1", revision: 4 };
const holding = (boot: number, seq: number, revision: number, from_ms: number, told_at_ms: number) => ({
  ...{ player: 7, boot, seq, screen_id: "a-1", revision, from_ms, told_at_ms },
});

/** What screens held is noted once and found by its time; a planned day stands until a late word; inputs are replaced, not lost. */
export const plannedContract: RepositoryContract = {
  name: "what screens held, planned days, targets and traffic",
  async run(db) {
    await insertPlays(db, [play(1, 1), play(1, 2), play(2, 1)]);
    const mark = { player: 7, boot: 2, seq: 1, head_sha256: "", updated_at_ms: AT };
    await db.insertInto("play_marks").values(mark).execute();
    expect(await listUnnotedPlayers(db)).toEqual([{ player: 7, mark: null }]);
    await saveNotedMark(db, MARK);
    expect(await listUnnotedPlayers(db)).toEqual([{ player: 7, mark: MARK }]);
    expect((await listRecordsAfter(db, 7, MARK, 10)).map(({ boot, seq }) => [boot, seq])).toEqual([[2, 1]]);
    await saveNotedMark(db, { ...MARK, boot: 2, seq: 1 });
    expect(await listUnnotedPlayers(db)).toEqual([]);
    expect(await listNotedMarks(db)).toHaveLength(1);

    await insertHoldings(db, [holding(1, 1, 3, AT, AT + 5), holding(1, 9, 4, AT + 100, AT + 900)]);
    await insertHoldings(db, [holding(1, 1, 8, AT, AT + 5)]);
    expect((await listHoldingsOfPlayer(db, 7)).map(({ revision }) => revision)).toEqual([3, 4]);
    const asked = { screenId: "a-1", player: 7 };
    const around = { fromMs: AT + 50, toMs: AT + 200 };
    expect((await listHoldings(db, asked, around, AT + 900)).map(({ revision }) => revision)).toEqual([3, 4]);
    expect((await listHoldings(db, asked, around, AT + 899)).map(({ revision }) => revision)).toEqual([3]);

    const first = { airing_sha256: "x", screen_id: "a-1", told_at_ms: AT, edition_version_id: "v", started_at_ms: 9 };
    await writeFirstShowings(db, [first]);
    await writeFirstShowings(db, [{ ...first, started_at_ms: 7 }]);
    await writeFirstShowings(db, [
      { ...first, started_at_ms: 8 },
      { ...first, told_at_ms: AT + 1, started_at_ms: 5 },
    ]);
    expect(await findFirstShowings(db, "a-1")).toEqual(new Map([["x", 5]]));
    expect(await listFirstAired(db, ["x"], AT)).toEqual(new Map([["x", 7]]));

    const day = { screen_id: "a-1", civil_date: "2027-01-15", from_ms: AT - 10, to_ms: AT + 150, held_json: "[]" };
    const count = { screen_id: "a-1", civil_date: "2027-01-15", edition_version_id: "v", entry_id: "e", plays: 3 };
    const dates = { fromDate: "2027-01-01", toDate: "2027-01-31" };
    await savePlannedDay(db, { ...day, held_ms: 5, evidence_until_ms: AT + 500 }, [count]);
    const standing = async (untilMs: number) => (await listStandingDays(db, "a-1", { ...dates, untilMs })).length;
    expect(await standing(AT + 600)).toBe(1);
    // The word told at AT + 900 was not in it, and the day was not over before AT + 150.
    expect(await standing(AT + 900)).toBe(0);
    expect(await standing(AT + 149)).toBe(0);
    await savePlannedDay(db, { ...day, held_ms: 6, evidence_until_ms: AT + 950 }, [{ ...count, plays: 4 }]);
    expect([await standing(AT + 900), await standing(AT + 600)]).toEqual([1, 0]);
    expect(await sumPlannedCounts(db, ["a-1"], dates)).toEqual([
      { screen_id: "a-1", edition_version_id: "v", plays: 4 },
    ]);
    expect(await sumPlannedCounts(db, ["b-1"], dates)).toEqual([]);
    expect(await sumPlannedCounts(db, [], dates)).toEqual([]);
    const hour = 3_600_000;
    await savePlannedDay(db, { ...day, civil_date: "2027-01-16", held_ms: 7, evidence_until_ms: AT + 150 + hour }, []);
    expect(await sumSettledDays(db, { ...dates, untilMs: AT + 149 + hour })).toEqual(new Map());
    expect(await sumSettledDays(db, { ...dates, untilMs: AT + 150 + hour })).toEqual(
      new Map([["a-1", { days: 1, heldMs: 7, leastEvidenceMs: AT + 150 + hour }]]),
    );
    expect(await listLateWords(db, AT + 200)).toEqual(new Map());
    await insertHoldings(db, [holding(3, 1, 5, AT + 150, AT + 151 + hour)]);
    expect(await listLateWords(db, AT + 150)).toEqual(new Map());
    expect(await listLateWords(db, AT + 151)).toEqual(new Map([["a-1", AT + 151 + hour]]));
    expect(await listPlannedDays(db, "a-1", dates)).toMatchObject([{ held_ms: 6 }, { held_ms: 7 }]);
    expect(await listPlannedCounts(db, "a-1", "2027-01-15")).toEqual([{ ...count, plays: 4 }]);

    const target = { subject: "indicator" as const, code: "uptime", period: "2027", cell_json: "{}", entered_by: null };
    await insertTarget(db, { ...target, id: "t1", entered_at_ms: AT, retired_at_ms: null });
    await retireTargets(db, target, AT + 10);
    await insertTarget(db, { ...target, id: "t2", entered_at_ms: AT + 10, retired_at_ms: null });
    expect((await listTargets(db, "2027", AT + 9)).map(({ id }) => id)).toEqual(["t1"]);
    expect((await listTargets(db, "2027", AT + 10)).map(({ id }) => id)).toEqual(["t2"]);
    expect((await listTargetsInForce(db, 10)).map(({ id }) => id)).toEqual(["t2"]);

    await addScreenRows(db, "a");
    const { id: site_id } = await db.selectFrom("sites").select("id").executeTakeFirstOrThrow();
    const traffic = {
      site_id,
      from_date: "2027-01-01",
      to_date: "2027-01-31",
      people: 9,
      source: "s",
      entered_by: null,
    };
    await insertTraffic(db, { ...traffic, id: "g1", entered_at_ms: AT, retired_at_ms: null });
    expect(await listTrafficOf(db, [site_id], { fromDate: "2027-01-31", toDate: "2027-02-02" }, AT)).toHaveLength(1);
    expect(await listTrafficOf(db, [site_id], { fromDate: "2027-02-01", toDate: "2027-02-02" }, AT)).toEqual([]);
    await retireTraffic(db, "g1", AT + 1);
    expect(await listTrafficOf(db, [site_id], dates, AT)).toHaveLength(1);
    expect(await listTrafficOf(db, [site_id], dates, AT + 1)).toEqual([]);
    expect(await listTrafficInForce(db, 10)).toEqual([]);
  },
};
