import { z } from "zod";
import { EpochMs, Sha256 } from "../../../schemas/primitives.ts";

/** Names of what lies in an archive. */
export const ARCHIVE_NAMES = {
  sqlite: "database.db",
  postgres: "database.pgdump",
  media: "media.json",
  settings: "settings.json",
  keys: "keys.sealed",
  manifest: "manifest.json",
  manifestHash: "manifest.sha256",
  medium: (sha256: string) => `media/${sha256.slice(0, 2)}/${sha256}`,
  plays: (path: string) => `archive/${path}`,
} as const;

const MEDIUM_NAME = /^media\/[0-9a-f]{2}\/([0-9a-f]{64})$/;

const PLAYS_NAME = /^archive\/(\d{4}-\d{2}-\d{2}\.\d+\.[0-9a-f]{16}\.parquet)$/;

/** The file of archived records that a file of an archive is; `undefined` for another file. */
export function playFileOfName(name: string): string | undefined {
  return PLAYS_NAME.exec(name)?.[1];
}

/** The hash that a medium in an archive is named by; `undefined` for another file. */
export function mediumOfName(name: string): string | undefined {
  return MEDIUM_NAME.exec(name)?.[1];
}

/** What an archive holds, each file with its hash. It is the last file but the one with its own hash. */
export const ArchiveManifest = z.strictObject({
  format: z.literal(1),
  madeAtMs: EpochMs,
  serverName: z.string().max(100),
  serverEpoch: z.string().max(64),
  database: z.enum(["sqlite", "postgres"]),
  /** Migrations that the database has been through, oldest first. */
  migrations: z.array(z.string().max(100)).max(1_000),
  /** Rows of each table. */
  tables: z.record(z.string().max(100), z.int().min(0)),
  /** The audit log at that moment. */
  audit: z.strictObject({ rows: z.int().min(0), headSha256: Sha256 }),
  files: z.array(z.strictObject({ name: z.string().max(100), sizeBytes: z.int().min(0), sha256: Sha256 })),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;

/** One file of media that the database names. `missing`: not in the store, or not as long as it should be. */
export const NamedMedium = z.strictObject({
  sha256: Sha256,
  /** null where the database does not say. */
  sizeBytes: z.int().min(0).nullable(),
  state: z.enum(["present", "missing"]),
});
export type NamedMedium = z.infer<typeof NamedMedium>;

export const MediaList = z.array(NamedMedium);

/** What a machine must be told to run the installation again; nothing secret. */
export const ArchivedSettings = z.strictObject({
  serverName: z.string(),
  host: z.string(),
  port: z.int(),
  publicUrl: z.string().nullable(),
  maxUploadBytes: z.int(),
  withMedia: z.boolean(),
});
export type ArchivedSettings = z.infer<typeof ArchivedSettings>;
