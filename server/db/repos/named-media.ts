import type { Database } from "../../context.ts";

/** A file of media that some row names, and how long it should be. */
export interface NamedMediaRow {
  readonly sha256: string;
  readonly size_bytes: number | null;
}

/** Every file of media that the database names, each once, by hash; what was refused at its upload is not among them. */
export async function listNamedMedia(db: Database): Promise<NamedMediaRow[]> {
  const uploads = await db
    .selectFrom("assets")
    .select(["sha256", "size_bytes"])
    .where("state", "!=", "failed")
    .execute();
  const renditions = await db.selectFrom("renditions").select(["sha256", "size_bytes", "chunk_list_sha256"]).execute();
  const pictures = await db.selectFrom("stage_pictures").select(["sha256", "size_bytes"]).execute();
  const named = new Map<string, NamedMediaRow>();
  for (const { chunk_list_sha256 } of renditions) {
    named.set(chunk_list_sha256, { sha256: chunk_list_sha256, size_bytes: null });
  }
  for (const { sha256, size_bytes } of [...uploads, ...renditions, ...pictures]) {
    named.set(sha256, { sha256, size_bytes });
  }
  return [...named.values()].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
}
