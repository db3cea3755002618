import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  findInboxItem,
  findStoryOfGroup,
  insertInboxItemsIfNew,
  listGoneTakenItems,
  listInboxItemsAt,
  listInboxRows,
  listSiteMixes,
  lockInboxItem,
  updateInboxItem,
} from "../../server/db/repos/inbox.ts";
import { findQrLink, insertQrLink } from "../../server/db/repos/qr-links.ts";
import {
  findSource,
  findSourceAt,
  findSourceDocument,
  forgetSourceDocuments,
  insertSource,
  listSourceRows,
  saveSourceDocument,
  updateSourceHealth,
  updateSourceState,
} from "../../server/db/repos/sources.ts";
import { insertStory } from "../../server/db/repos/stories.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { newId } from "../../server/new-id.ts";
import { newInboxRow } from "../../server/services/sources/new-inbox-row.ts";
import type { RepositoryContract } from "./repository-contract.ts";

/** Sources, the inbox and QR links behave alike on every database. */
export const sourcesContract: RepositoryContract = {
  name: "sources, the inbox and QR links",
  async run(db) {
    const sourceId = await aSource(db);
    await keepsDocuments(db, sourceId);
    await keepsItemsOnce(db, sourceId);
    await findsTheStoryOfAGroup(db, sourceId);
    await refusesALinkWithoutASlide(db);
    expect(await listSiteMixes(db)).toEqual([]);
  },
};

const item = (sourceId: string, slug: string, nowMs: number) =>
  newInboxRow({
    sourceId,
    url: `https://x.example.vn/${slug}`,
    groupKey: slug,
    language: "vi",
    lastModifiedAtMs: null,
    nowMs,
  });

async function aSource(db: Database): Promise<string> {
  const id = newId(1);
  await insertSource(db, {
    id,
    profile: "p",
    name: "Nguồn",
    base_url: "https://x.example.vn",
    media_base_url: "https://m.example.vn",
    language: "vi",
    state: "active",
    health: "unknown",
    last_poll_at_ms: null,
    last_ok_at_ms: null,
    last_error: null,
    created_at_ms: 1,
  });
  await updateSourceHealth(db, id, { health: "ok", last_error: null, last_poll_at_ms: 5, last_ok_at_ms: 5 });
  await updateSourceHealth(db, id, { health: "blocked", last_error: "http-403", last_poll_at_ms: 9 });
  await updateSourceState(db, id, "paused");
  expect(await findSource(db, id)).toMatchObject({
    health: "blocked",
    state: "paused",
    last_poll_at_ms: 9,
    last_ok_at_ms: 5,
    keywords_json: "[]",
  });
  expect((await findSourceAt(db, "p", "https://x.example.vn"))?.id).toBe(id);
  expect(await findSourceAt(db, "q", "https://x.example.vn")).toBeUndefined();
  expect(await listSourceRows(db, 10)).toHaveLength(1);
  return id;
}

async function keepsDocuments(db: Database, sourceId: string): Promise<void> {
  const document = { source_id: sourceId, url: "u", answer: "200", etag: '"1"', last_modified: null };
  await saveSourceDocument(db, { ...document, body: "một", fetched_at_ms: 10 });
  await saveSourceDocument(db, { ...document, body: "hai", fetched_at_ms: 20 });
  expect(await findSourceDocument(db, sourceId, "u")).toMatchObject({ body: "hai", fetched_at_ms: 20 });
  await forgetSourceDocuments(db, sourceId, 20);
  expect(await findSourceDocument(db, sourceId, "u")).toBeDefined();
  await forgetSourceDocuments(db, sourceId, 21);
  expect(await findSourceDocument(db, sourceId, "u")).toBeUndefined();
}

async function keepsItemsOnce(db: Database, sourceId: string): Promise<void> {
  const rows = Array.from({ length: 120 }, (_, index) => item(sourceId, `bai-${index}`, 1_000 + index));
  expect(await insertInboxItemsIfNew(db, rows)).toBe(120);
  const again = rows.slice(0, 60).map((row) => ({ ...row, id: newId(5_000) }));
  expect(await insertInboxItemsIfNew(db, [...again, item(sourceId, "moi", 6_000)])).toBe(1);
  expect(await insertInboxItemsIfNew(db, [])).toBe(0);
  const urls = rows.map((row) => row.canonical_url);
  expect(await listInboxItemsAt(db, sourceId, [...urls, "https://x.example.vn/none"])).toHaveLength(120);
  const first = rows[0];
  if (first === undefined) throw new Error("There are rows.");
  await updateInboxItem(db, first.id, { state: "taken", gone_since_ms: 7 });
  expect(await findInboxItem(db, first.id)).toMatchObject({ state: "taken", gone_since_ms: 7 });
  expect((await withTransaction(db, (tx) => lockInboxItem(tx, first.id)))?.state).toBe("taken");
  expect((await listGoneTakenItems(db, sourceId, 5)).map((row) => row.id)).toEqual([first.id]);
  const page = await listInboxRows(db, { state: "discovered", sourceId, beforeId: null, limit: 3 });
  expect(page.map((row) => row.group_key)).toEqual(["moi", "bai-119", "bai-118"]);
  const next = await listInboxRows(db, { state: null, sourceId: null, beforeId: page[2]?.id ?? "", limit: 1 });
  expect(next[0]?.group_key).toBe("bai-117");
}

async function findsTheStoryOfAGroup(db: Database, sourceId: string): Promise<void> {
  const [taken] = await listGoneTakenItems(db, sourceId, 1);
  if (taken === undefined) throw new Error("There is a taken item.");
  expect(await findStoryOfGroup(db, sourceId, taken.group_key)).toBeUndefined();
  const id = newId(9_000);
  const story = { id, title: "t", created_by: null, inbox_item_id: taken.id, created_at_ms: 1, updated_at_ms: 1 };
  await insertStory(db, { ...story, retired_at_ms: null });
  expect(await findStoryOfGroup(db, sourceId, taken.group_key)).toEqual({ id });
  expect(await findStoryOfGroup(db, sourceId, "moi")).toBeUndefined();
}

async function refusesALinkWithoutASlide(db: Database): Promise<void> {
  const link = { code: "c", target_url: "https://x.example.vn/a", edition_version_id: newId(1), created_at_ms: 1 };
  await expect(withTransaction(db, (tx) => insertQrLink(tx, link))).rejects.toThrow();
  expect(await findQrLink(db, "c")).toBeUndefined();
}
