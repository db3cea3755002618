import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type AiringRow = Selectable<Tables["airing_documents"]>;
export type ApprovalRow = Selectable<Tables["approvals"]>;

/** Stores an airing document unless its very bytes are known. Returns false when they are. */
export async function insertAiringIfNew(db: Database, row: Insertable<Tables["airing_documents"]>): Promise<boolean> {
  const result = await db
    .insertInto("airing_documents")
    .values(row)
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** The airing document by its hash. */
export function findAiringRow(db: Database, sha256: string): Promise<AiringRow | undefined> {
  return db.selectFrom("airing_documents").selectAll().where("sha256", "=", sha256).executeTakeFirst();
}

/** The airing documents by their hashes, in no order. */
export async function listAiringRows(db: Database, sha256s: readonly string[]): Promise<AiringRow[]> {
  if (sha256s.length === 0) return [];
  return db
    .selectFrom("airing_documents")
    .selectAll()
    .where("sha256", "in", [...new Set(sha256s)])
    .execute();
}

/** Every airing document made from these edition versions, newest first. */
export async function listAiringsOfVersions(db: Database, editionVersionIds: readonly string[]): Promise<AiringRow[]> {
  if (editionVersionIds.length === 0) return [];
  return db
    .selectFrom("airing_documents")
    .selectAll()
    .where("edition_version_id", "in", [...editionVersionIds])
    .orderBy("submitted_at_ms", "desc")
    .orderBy("sha256")
    .execute();
}

/**
 * Documents with fewer than `threshold` approvals that nobody rejected or withdrew, of stories in use, oldest first,
 * after the given place.
 */
export function listUndecidedAirings(
  db: Database,
  page: { threshold: number; after: { submittedAtMs: number; sha256: string } | null; limit: number },
): Promise<AiringRow[]> {
  const { after } = page;
  return db
    .selectFrom("airing_documents")
    .innerJoin("edition_versions", "edition_versions.id", "airing_documents.edition_version_id")
    .innerJoin("editions", "editions.id", "edition_versions.edition_id")
    .innerJoin("stories", "stories.id", "editions.story_id")
    .selectAll("airing_documents")
    .where("airing_documents.rejected_at_ms", "is", null)
    .where("stories.retired_at_ms", "is", null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("withdrawals")
            .select("withdrawals.seq")
            .where("withdrawals.lifted_in_version", "is", null)
            .whereRef("withdrawals.airing_sha256", "=", "airing_documents.sha256"),
        ),
      ),
    )
    .where((where) =>
      where(
        where
          .selectFrom("approvals")
          .select((inner) => inner.fn.countAll().as("count"))
          .whereRef("approvals.airing_sha256", "=", "airing_documents.sha256"),
        "<",
        page.threshold,
      ),
    )
    .$if(after !== null, (query) =>
      query.where((where) =>
        where.or([
          where("airing_documents.submitted_at_ms", ">", after?.submittedAtMs ?? 0),
          where.and([
            where("airing_documents.submitted_at_ms", "=", after?.submittedAtMs ?? 0),
            where("airing_documents.sha256", ">", after?.sha256 ?? ""),
          ]),
        ]),
      ),
    )
    .orderBy("airing_documents.submitted_at_ms")
    .orderBy("airing_documents.sha256")
    .limit(page.limit)
    .execute();
}

/** Holds the document's row until the transaction ends and returns it: decisions about one item follow each other. */
export function lockAiring(tx: Database, sha256: string): Promise<AiringRow | undefined> {
  return tx
    .updateTable("airing_documents")
    .set((set) => ({ submitted_at_ms: set.ref("submitted_at_ms") }))
    .where("sha256", "=", sha256)
    .returningAll()
    .executeTakeFirst();
}

/** Puts who stands for a document in place of who did before; null: the installation. */
export async function setAiringSubmitter(db: Database, sha256: string, personId: string | null): Promise<void> {
  await db.updateTable("airing_documents").set({ submitted_by: personId }).where("sha256", "=", sha256).execute();
}

/** Notes who said no, and why. */
export async function setAiringRejection(
  db: Database,
  sha256: string,
  rejection: { personId: string; atMs: number; reason: string },
): Promise<void> {
  await db
    .updateTable("airing_documents")
    .set({ rejected_by: rejection.personId, rejected_at_ms: rejection.atMs, rejection_reason: rejection.reason })
    .where("sha256", "=", sha256)
    .execute();
}

/** Stores one person's signed yes. */
export async function insertApproval(db: Database, row: Insertable<Tables["approvals"]>): Promise<void> {
  await db.insertInto("approvals").values(row).execute();
}

/** Every approval of these documents, oldest first. */
export async function listApprovals(db: Database, airingSha256s: readonly string[]): Promise<ApprovalRow[]> {
  if (airingSha256s.length === 0) return [];
  return db
    .selectFrom("approvals")
    .selectAll()
    .where("airing_sha256", "in", [...new Set(airingSha256s)])
    .orderBy("approved_at_ms")
    .orderBy("person_id")
    .execute();
}
