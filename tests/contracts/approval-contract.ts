import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  findAiringRow,
  insertAiringIfNew,
  insertApproval,
  listAiringsOfVersions,
  listApprovals,
  listUndecidedAirings,
  lockAiring,
  setAiringRejection,
} from "../../server/db/repos/airing-documents.ts";
import {
  findNewestWithdrawalList,
  findWithdrawalOfAiring,
  insertWithdrawal,
  insertWithdrawalList,
  listWithdrawalRows,
  listWithdrawalsNaming,
  lockWithdrawals,
} from "../../server/db/repos/withdrawals.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { addStoryRows } from "./content-contract.ts";
import { addPersonRow } from "./people-contract.ts";

const airing = (sha256: string, submittedAtMs: number) => ({
  sha256,
  edition_version_id: "version-a",
  document: `{"of":"${sha256}"}`,
  submitted_by: null,
  submitted_at_ms: submittedAtMs,
  rejected_by: null,
  rejected_at_ms: null,
  rejection_reason: null,
});

async function addApproval(db: Database, airingSha256: string, personId: string): Promise<void> {
  const keyId = `key-${personId}`;
  await db
    .insertInto("person_keys")
    .values({ key_id: keyId, person_id: personId, public_x: "x", from_ms: 1, until_ms: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await insertApproval(db, {
    airing_sha256: airingSha256,
    person_id: personId,
    key_id: keyId,
    envelope_json: "{}",
    approved_at_ms: 5,
  });
}

export const approvalContract = {
  name: "airing documents are named by their bytes, approved once by each person, and listed while undecided",
  async run(db: Database): Promise<void> {
    await addStoryRows(db, "a");
    await addPersonRow(db, "p1");
    await addPersonRow(db, "p2");
    for (const [index, sha256] of ["d1", "d2", "d3", "d4"].entries()) {
      expect(await insertAiringIfNew(db, airing(sha256, index + 1))).toBe(true);
    }
    expect(await insertAiringIfNew(db, { ...airing("d1", 9), document: "other" })).toBe(false);
    expect(await findAiringRow(db, "d1")).toMatchObject({ document: '{"of":"d1"}', submitted_at_ms: 1 });
    expect((await listAiringsOfVersions(db, ["version-a"])).map((row) => row.sha256)).toEqual(["d4", "d3", "d2", "d1"]);
    await addApproval(db, "d1", "p1");
    await addApproval(db, "d1", "p2");
    await addApproval(db, "d2", "p1");
    await expect(addApproval(db, "d2", "p1")).rejects.toThrow();
    expect((await listApprovals(db, ["d1", "d2"])).map((row) => [row.airing_sha256, row.person_id])).toEqual([
      ["d1", "p1"],
      ["d2", "p1"],
      ["d1", "p2"],
    ]);
    const undecided = async (after: { submittedAtMs: number; sha256: string } | null, limit = 10) =>
      (await listUndecidedAirings(db, { threshold: 2, after, limit })).map((row) => row.sha256);
    expect(await undecided(null)).toEqual(["d2", "d3", "d4"]);
    expect(await undecided({ submittedAtMs: 2, sha256: "d2" }, 1)).toEqual(["d3"]);
    await withTransaction(db, async (tx) => {
      expect((await lockAiring(tx, "d3"))?.sha256).toBe("d3");
      await setAiringRejection(tx, "d3", { personId: "p1", atMs: 6, reason: "Chữ tràn" });
    });
    expect(await lockAiring(db, "none")).toBeUndefined();
    expect(await undecided(null)).toEqual(["d2", "d4"]);

    await withTransaction(db, async (tx) => {
      await lockWithdrawals(tx);
      await lockWithdrawals(tx);
      const entry = { reason: "sai", withdrawn_by: "p1", withdrawn_at_ms: 7, version: 1 };
      await insertWithdrawal(tx, { ...entry, airing_sha256: "d4", rendition_sha256: null });
      await insertWithdrawal(tx, { ...entry, airing_sha256: null, rendition_sha256: "r1" });
      await insertWithdrawalList(tx, { version: 1, envelope_json: "{}", created_at_ms: 7 });
    });
    expect(await undecided(null)).toEqual(["d2"]);
    expect(await findWithdrawalOfAiring(db, "d4")).toMatchObject({ reason: "sai", version: 1 });
    expect(await findWithdrawalOfAiring(db, "d2")).toBeUndefined();
    expect((await listWithdrawalRows(db)).length).toBe(2);
    const naming = await listWithdrawalsNaming(db, { airingSha256s: ["d4", "d2"], renditionSha256s: ["r1"] });
    expect(naming.map((row) => row.airing_sha256 ?? row.rendition_sha256)).toEqual(["d4", "r1"]);
    expect(await listWithdrawalsNaming(db, { airingSha256s: [], renditionSha256s: [] })).toEqual([]);
    expect((await findNewestWithdrawalList(db))?.version).toBe(1);
    await expect(insertWithdrawalList(db, { version: 1, envelope_json: "{}", created_at_ms: 8 })).rejects.toThrow();
  },
};
