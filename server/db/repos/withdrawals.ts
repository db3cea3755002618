import { type Insertable, type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type WithdrawalRow = Selectable<Tables["withdrawals"]>;
export type LiftRow = Selectable<Tables["withdrawal_lifts"]>;
export type AdoptedRow = Selectable<Tables["adopted_withdrawals"]>;
type WithdrawalListRow = Selectable<Tables["withdrawal_lists"]>;

const LOCK_KEY = "lock.withdrawals";

/** Holds the list until the transaction ends, so that no two versions are made from one predecessor. */
export async function lockWithdrawals(tx: Database): Promise<void> {
  await tx
    .insertInto("settings")
    .values({ key: LOCK_KEY, value: "" })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: "" }))
    .execute();
}

/** Adds one entry; entries are never removed, and only ever changed by being lifted. */
export async function insertWithdrawal(
  db: Database,
  row: Omit<Insertable<Tables["withdrawals"]>, "seq" | "lifted_in_version">,
): Promise<void> {
  await db
    .insertInto("withdrawals")
    .values({ ...row, lifted_in_version: null })
    .execute();
}

/** Every entry, in the order they were made. */
export function listWithdrawalRows(db: Database): Promise<WithdrawalRow[]> {
  return db.selectFrom("withdrawals").selectAll().orderBy("seq").execute();
}

/** The newest entry that names this airing document and stands; where none stands, the newest that was lifted. */
export function findWithdrawalOfAiring(db: Database, airingSha256: string): Promise<WithdrawalRow | undefined> {
  return db
    .selectFrom("withdrawals")
    .selectAll()
    .where("airing_sha256", "=", airingSha256)
    .orderBy(sql`case when lifted_in_version is null then 0 else 1 end`)
    .orderBy("withdrawn_at_ms", "desc")
    .orderBy("seq", "desc")
    .executeTakeFirst();
}

/** Every entry that players brought back, in the order of its instant. */
export function listAdopted(db: Database): Promise<AdoptedRow[]> {
  return db.selectFrom("adopted_withdrawals").selectAll().orderBy("withdrawn_at_ms").orderBy("name").execute();
}

/** Keeps an entry that a player brought back; of one that is kept, what lifts it. */
export async function saveAdopted(db: Database, row: AdoptedRow): Promise<void> {
  const { lifts_json } = row;
  await db
    .insertInto("adopted_withdrawals")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ lifts_json }))
    .execute();
}

/** Notes that the list of this version carries the lifts of enough persons. */
export async function markLifted(db: Database, seq: number, version: number): Promise<void> {
  await db.updateTable("withdrawals").set({ lifted_in_version: version }).where("seq", "=", seq).execute();
}

/** Keeps one person's signed yes to lifting. */
export async function insertLift(db: Database, row: LiftRow): Promise<void> {
  await db.insertInto("withdrawal_lifts").values(row).execute();
}

/** The signed yeses to lifting any of these withdrawals; of all with none named. */
export function listLifts(db: Database, withdrawalSeqs?: readonly number[]): Promise<LiftRow[]> {
  const rows = db.selectFrom("withdrawal_lifts").selectAll().orderBy("lifted_at_ms").orderBy("person_id");
  if (withdrawalSeqs === undefined) return rows.execute();
  if (withdrawalSeqs.length === 0) return Promise.resolve([]);
  return rows.where("withdrawal_seq", "in", [...withdrawalSeqs]).execute();
}

/** The standing entries that name any of these airing documents or renditions. */
export async function listWithdrawalsNaming(
  db: Database,
  named: { airingSha256s: readonly string[]; renditionSha256s: readonly string[] },
): Promise<WithdrawalRow[]> {
  const { airingSha256s, renditionSha256s } = named;
  if (airingSha256s.length === 0 && renditionSha256s.length === 0) return [];
  return db
    .selectFrom("withdrawals")
    .selectAll()
    .where("lifted_in_version", "is", null)
    .where((where) =>
      where.or([
        ...(airingSha256s.length === 0 ? [] : [where("airing_sha256", "in", [...new Set(airingSha256s)])]),
        ...(renditionSha256s.length === 0 ? [] : [where("rendition_sha256", "in", [...new Set(renditionSha256s)])]),
      ]),
    )
    .orderBy("seq")
    .execute();
}

/** Stores the next signed list. */
export async function insertWithdrawalList(db: Database, row: WithdrawalListRow): Promise<void> {
  await db.insertInto("withdrawal_lists").values(row).execute();
}

/** The newest signed list. */
export function findNewestWithdrawalList(db: Database): Promise<WithdrawalListRow | undefined> {
  return db.selectFrom("withdrawal_lists").selectAll().orderBy("version", "desc").executeTakeFirst();
}
