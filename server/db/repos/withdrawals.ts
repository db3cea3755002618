import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type WithdrawalRow = Selectable<Tables["withdrawals"]>;
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

/** Adds one entry; entries are never changed or removed. */
export async function insertWithdrawal(
  db: Database,
  row: Omit<Insertable<Tables["withdrawals"]>, "seq">,
): Promise<void> {
  await db.insertInto("withdrawals").values(row).execute();
}

/** Every entry, in the order they were made. */
export function listWithdrawalRows(db: Database): Promise<WithdrawalRow[]> {
  return db.selectFrom("withdrawals").selectAll().orderBy("seq").execute();
}

/** The first entry that names this airing document. */
export function findWithdrawalOfAiring(db: Database, airingSha256: string): Promise<WithdrawalRow | undefined> {
  return db
    .selectFrom("withdrawals")
    .selectAll()
    .where("airing_sha256", "=", airingSha256)
    .orderBy("seq")
    .executeTakeFirst();
}

/** The entries that name any of these airing documents or renditions. */
export async function listWithdrawalsNaming(
  db: Database,
  named: { airingSha256s: readonly string[]; renditionSha256s: readonly string[] },
): Promise<WithdrawalRow[]> {
  const { airingSha256s, renditionSha256s } = named;
  if (airingSha256s.length === 0 && renditionSha256s.length === 0) return [];
  return db
    .selectFrom("withdrawals")
    .selectAll()
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
