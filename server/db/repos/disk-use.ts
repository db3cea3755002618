import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { isPostgres } from "../migrations/column-types.ts";
import { listNamedMedia } from "./named-media.ts";

/** How large the database is on its disk. */
export async function readDatabaseBytes(db: Database): Promise<number> {
  const asked = isPostgres(db)
    ? sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
    : sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count, pragma_page_size`;
  const { rows } = await asked.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}

/** The media that the database names, each once; those of unknown length count as none. */
export async function readMediaSums(db: Database): Promise<{ files: number; sizeBytes: number }> {
  const media = await listNamedMedia(db);
  return { files: media.length, sizeBytes: media.reduce((sum, { size_bytes }) => sum + (size_bytes ?? 0), 0) };
}
