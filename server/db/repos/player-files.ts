import type { Database } from "../../context.ts";

/** The stored text of a screen's signed manifest, by the hash of its payload. */
export async function findManifestText(db: Database, screenId: string, sha256: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("manifests")
    .select("envelope_json")
    .where("screen_id", "=", screenId)
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  return row?.envelope_json;
}

/** The stored text of a signed root document. */
export async function findRootText(db: Database, version: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("root_documents")
    .select("envelope_json")
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.envelope_json;
}

/** The stored text of a signed list of withdrawals. */
export async function findWithdrawalsText(db: Database, version: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("withdrawal_lists")
    .select("envelope_json")
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.envelope_json;
}
