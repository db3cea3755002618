import { Envelope } from "../../../schemas/envelope.ts";
import type { PublicKey } from "../../../schemas/root-document.ts";
import type { Database } from "../../context.ts";

export interface StoredRoot {
  readonly version: number;
  readonly envelope: Envelope;
}

export async function findNewestRoot(db: Database): Promise<StoredRoot | undefined> {
  const row = await db
    .selectFrom("root_documents")
    .select(["version", "envelope_json"])
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { version: row.version, envelope: Envelope.parse(JSON.parse(row.envelope_json)) };
}

export async function findRootVersion(db: Database, version: number): Promise<Envelope | undefined> {
  const row = await db
    .selectFrom("root_documents")
    .select("envelope_json")
    .where("version", "=", version)
    .executeTakeFirst();
  return row && Envelope.parse(JSON.parse(row.envelope_json));
}

export async function insertRoot(db: Database, root: StoredRoot, createdAtMs: number): Promise<void> {
  await db
    .insertInto("root_documents")
    .values({ version: root.version, envelope_json: JSON.stringify(root.envelope), created_at_ms: createdAtMs })
    .execute();
}

/** Writes that the key speaks for the person from `fromMs` on; known already: that it does so again. */
export async function openPersonKey(
  db: Database,
  key: { keyId: string; publicKey: PublicKey; personId: string; fromMs: number },
): Promise<void> {
  await db
    .insertInto("person_keys")
    .values({
      key_id: key.keyId,
      person_id: key.personId,
      public_x: key.publicKey.x,
      from_ms: key.fromMs,
      until_ms: null,
    })
    .onConflict((conflict) => conflict.column("key_id").doUpdateSet({ until_ms: null }))
    .execute();
}

export async function closePersonKeys(db: Database, personId: string, untilMs: number): Promise<void> {
  await db
    .updateTable("person_keys")
    .set({ until_ms: untilMs })
    .where("person_id", "=", personId)
    .where("until_ms", "is", null)
    .execute();
}
