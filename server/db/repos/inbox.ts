import type { Insertable, Selectable, Updateable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type InboxItemRow = Selectable<Tables["inbox_items"]>;

/** Bound of one statement's parameters, well under both databases' limits. */
const URLS_PER_STATEMENT = 200;
const ROWS_PER_STATEMENT = 50;

/** Stores items whose address is new to the source; the others stay as they are. Returns how many were new. */
export async function insertInboxItemsIfNew(
  db: Database,
  rows: readonly Insertable<Tables["inbox_items"]>[],
): Promise<number> {
  let inserted = 0;
  for (const part of partsOf(rows, ROWS_PER_STATEMENT)) {
    const result = await db
      .insertInto("inbox_items")
      .values([...part])
      .onConflict((conflict) => conflict.columns(["source_id", "canonical_url"]).doNothing())
      .executeTakeFirst();
    inserted += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return inserted;
}

/** The items of a source at these addresses, in no order. */
export async function listInboxItemsAt(
  db: Database,
  sourceId: string,
  canonicalUrls: readonly string[],
): Promise<InboxItemRow[]> {
  const found: InboxItemRow[] = [];
  for (const part of partsOf(canonicalUrls, URLS_PER_STATEMENT)) {
    const rows = await db
      .selectFrom("inbox_items")
      .selectAll()
      .where("source_id", "=", sourceId)
      .where("canonical_url", "in", [...part])
      .execute();
    found.push(...rows);
  }
  return found;
}

/** The item by its id. */
export function findInboxItem(db: Database, id: string): Promise<InboxItemRow | undefined> {
  return db.selectFrom("inbox_items").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Holds the item's row until the transaction ends and returns it. */
export function lockInboxItem(tx: Database, id: string): Promise<InboxItemRow | undefined> {
  return tx
    .updateTable("inbox_items")
    .set((set) => ({ updated_at_ms: set.ref("updated_at_ms") }))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

/** Changes what is known of an item. */
export async function updateInboxItem(
  db: Database,
  id: string,
  changes: Updateable<Tables["inbox_items"]>,
): Promise<void> {
  await db.updateTable("inbox_items").set(changes).where("id", "=", id).execute();
}

/** Items newest first, before `beforeId`; of one state or source when given. */
export function listInboxRows(
  db: Database,
  page: { state: InboxItemRow["state"] | null; sourceId: string | null; beforeId: string | null; limit: number },
): Promise<InboxItemRow[]> {
  return db
    .selectFrom("inbox_items")
    .selectAll()
    .$if(page.state !== null, (query) => query.where("state", "=", page.state ?? "discovered"))
    .$if(page.sourceId !== null, (query) => query.where("source_id", "=", page.sourceId ?? ""))
    .$if(page.beforeId !== null, (query) => query.where("id", "<", page.beforeId ?? ""))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** Taken items of a source that were gone when last looked at, longest unseen first. */
export function listGoneTakenItems(db: Database, sourceId: string, limit: number): Promise<InboxItemRow[]> {
  return db
    .selectFrom("inbox_items")
    .selectAll()
    .where("source_id", "=", sourceId)
    .where("state", "=", "taken")
    .where("gone_since_ms", "is not", null)
    .orderBy("updated_at_ms")
    .limit(limit)
    .execute();
}

/** The story in use that was made from any language of an article: the oldest, when there are several. */
export function findStoryOfGroup(
  db: Database,
  sourceId: string,
  groupKey: string,
): Promise<{ id: string } | undefined> {
  return db
    .selectFrom("stories")
    .innerJoin("inbox_items", "inbox_items.id", "stories.inbox_item_id")
    .select("stories.id")
    .where("inbox_items.source_id", "=", sourceId)
    .where("inbox_items.group_key", "=", groupKey)
    .where("stories.retired_at_ms", "is", null)
    .orderBy("stories.id")
    .executeTakeFirst();
}

/** Language mix of every site in use, as stored. */
export async function listSiteMixes(db: Database): Promise<string[]> {
  const rows = await db.selectFrom("sites").select("language_mix_json").where("retired_at_ms", "is", null).execute();
  return rows.map((row) => row.language_mix_json);
}

function* partsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
