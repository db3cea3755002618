import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type QrLinkRow = Selectable<Tables["qr_links"]>;

/** Stores a link for ever. Within the transaction that also stores the edition version it belongs to. */
export async function insertQrLink(tx: Database, row: QrLinkRow): Promise<void> {
  await tx.insertInto("qr_links").values(row).execute();
}

/** The link behind a code. */
export function findQrLink(db: Database, code: string): Promise<QrLinkRow | undefined> {
  return db.selectFrom("qr_links").selectAll().where("code", "=", code).executeTakeFirst();
}
