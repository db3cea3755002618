import { randomUUID } from "node:crypto";
import type { Database, ServiceContext } from "../../context.ts";
import { findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";

/** Key of the settings row that holds the name which players have pinned. */
export const SERVER_NAME = "server-name";
/** Key of the settings row that holds the epoch, which a restored backup changes. */
export const SERVER_EPOCH = "server-epoch";

/**
 * Returns who this server is: its name, which players have pinned, and the epoch that a restored backup changes. Both are
 * written on the first start and kept; `newName` counts on that first start alone.
 */
export async function loadServerIdentity(
  db: Database,
  newName: string,
): Promise<Pick<ServiceContext["settings"], "serverName" | "serverEpoch">> {
  return withTransaction(db, async (tx) => ({
    serverName: await keep(tx, SERVER_NAME, newName.normalize("NFC").trim()),
    serverEpoch: await keep(tx, SERVER_EPOCH, randomUUID()),
  }));
}

async function keep(db: Database, key: string, firstValue: string): Promise<string> {
  const known = await findSetting(db, key);
  if (known !== undefined) return known;
  await saveSetting(db, key, firstValue);
  return firstValue;
}
