import type { Insertable, Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type AssetRow = Selectable<Tables["assets"]>;
export type RenditionRow = Selectable<Tables["renditions"]>;

/** Stores the asset unless the same bytes are known. Returns false when they are. */
export async function insertAssetIfNew(db: Database, row: Insertable<Tables["assets"]>): Promise<boolean> {
  const result = await db
    .insertInto("assets")
    .values(row)
    .onConflict((conflict) => conflict.column("sha256").doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

/** The asset by the hash of its bytes. */
export function findAsset(db: Database, sha256: string): Promise<AssetRow | undefined> {
  return db.selectFrom("assets").selectAll().where("sha256", "=", sha256).executeTakeFirst();
}

/** Newest assets first, before `beforeId` when it is given. */
export function listAssetRows(
  db: Database,
  page: { before: { createdAtMs: number; sha256: string } | null; limit: number },
): Promise<AssetRow[]> {
  const { before } = page;
  return db
    .selectFrom("assets")
    .selectAll()
    .$if(before !== null, (query) =>
      query.where((where) =>
        where.or([
          where("created_at_ms", "<", before?.createdAtMs ?? 0),
          where.and([
            where("created_at_ms", "=", before?.createdAtMs ?? 0),
            where("sha256", "<", before?.sha256 ?? ""),
          ]),
        ]),
      ),
    )
    .orderBy("created_at_ms", "desc")
    .orderBy("sha256", "desc")
    .limit(page.limit)
    .execute();
}

/** Puts a failed asset back in the queue: its bytes were sent again. Returns false when it had not failed. */
export async function requeueFailedAsset(
  db: Database,
  sha256: string,
  update: { fileName: string; atMs: number },
): Promise<boolean> {
  const result = await db
    .updateTable("assets")
    .set({
      state: "queued",
      progress_ppm: 0,
      failure_code: null,
      failure_text: null,
      file_name: update.fileName,
      updated_at_ms: update.atMs,
    })
    .where("sha256", "=", sha256)
    .where("state", "=", "failed")
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** Puts back in the queue what a stopped process left half done. */
export async function requeueProcessingAssets(db: Database, atMs: number): Promise<void> {
  await db
    .updateTable("assets")
    .set({ state: "queued", progress_ppm: 0, updated_at_ms: atMs })
    .where("state", "=", "processing")
    .execute();
}

/** Puts one asset back in the queue when it is being processed. */
export async function requeueProcessingAsset(db: Database, sha256: string, atMs: number): Promise<void> {
  await db
    .updateTable("assets")
    .set({ state: "queued", progress_ppm: 0, updated_at_ms: atMs })
    .where("sha256", "=", sha256)
    .where("state", "=", "processing")
    .execute();
}

/** Takes the oldest queued asset for processing. */
export async function takeQueuedAsset(tx: Database, atMs: number): Promise<AssetRow | undefined> {
  const next = await tx
    .selectFrom("assets")
    .select("sha256")
    .where("state", "=", "queued")
    .orderBy("updated_at_ms")
    .orderBy("sha256")
    .executeTakeFirst();
  if (next === undefined) return undefined;
  return tx
    .updateTable("assets")
    .set({ state: "processing", progress_ppm: 0, updated_at_ms: atMs })
    .where("sha256", "=", next.sha256)
    .where("state", "=", "queued")
    .returningAll()
    .executeTakeFirst();
}

/** Writes how far the processing has come. */
export async function setAssetProgress(db: Database, sha256: string, progressPpm: number, atMs: number): Promise<void> {
  await db
    .updateTable("assets")
    .set({ progress_ppm: progressPpm, updated_at_ms: atMs })
    .where("sha256", "=", sha256)
    .where("state", "=", "processing")
    .execute();
}

/** Writes what was found in the asset, with its final state. */
export async function finishAsset(
  db: Database,
  sha256: string,
  found: Pick<AssetRow, "kind" | "width_px" | "height_px" | "duration_ms">,
  atMs: number,
): Promise<void> {
  await db
    .updateTable("assets")
    .set({
      ...found,
      state: "ready",
      progress_ppm: 1_000_000,
      failure_code: null,
      failure_text: null,
      updated_at_ms: atMs,
    })
    .where("sha256", "=", sha256)
    .execute();
}

/** Writes why nothing playable could be made of the asset. */
export async function failAsset(
  db: Database,
  sha256: string,
  failure: { code: string; text: string },
  atMs: number,
): Promise<void> {
  await db
    .updateTable("assets")
    .set({ state: "failed", failure_code: failure.code, failure_text: failure.text, updated_at_ms: atMs })
    .where("sha256", "=", sha256)
    .execute();
}

/** Stores what was made from an asset; the same bytes again change nothing. */
export async function insertRenditions(db: Database, rows: readonly Insertable<Tables["renditions"]>[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto("renditions")
    .values([...rows])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Everything made from these assets, newest pipeline first. */
export async function listRenditions(db: Database, assetSha256s: readonly string[]): Promise<RenditionRow[]> {
  if (assetSha256s.length === 0) return [];
  return db
    .selectFrom("renditions")
    .selectAll()
    .where("asset_sha256", "in", [...new Set(assetSha256s)])
    .orderBy("pipeline_version", "desc")
    .orderBy("created_at_ms", "desc")
    .orderBy("sha256")
    .execute();
}

/** Media type of a rendition or of a list of chunk hashes; `undefined` for any other bytes, raw uploads included. */
export async function findServedMediaType(db: Database, sha256: string): Promise<string | undefined> {
  const rendition = await db
    .selectFrom("renditions")
    .select("media_type")
    .where("sha256", "=", sha256)
    .executeTakeFirst();
  if (rendition !== undefined) return rendition.media_type;
  const list = await db
    .selectFrom("renditions")
    .select("sha256")
    .where("chunk_list_sha256", "=", sha256)
    .executeTakeFirst();
  return list === undefined ? undefined : "application/octet-stream";
}
