import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { humanText } from "../schemas/primitives.ts";
import type { DatabaseAddress } from "./db/open.ts";
import { LOG_LEVELS, type LogLevel } from "./json-log.ts";

export interface Config {
  /** Everything the server keeps: database, content, keys. */
  readonly dataDir: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Origin under which people and phones reach the server; null: only where it listens. */
  readonly publicUrl: string | null;
  readonly database: DatabaseAddress;
  /** null: found on PATH or among the npm packages. */
  readonly ffmpegPath: string | null;
  readonly logLevel: LogLevel;
  /** Name for a new installation; one that runs keeps its own. */
  readonly serverName: string | null;
  readonly maxUploadBytes: number;
  readonly backup: TimedBackups;
  /** Where the built console, stage and agent lie. */
  readonly distDir: string;
}

/** Backups that the server makes by itself once a day. */
export interface TimedBackups {
  readonly dir: string;
  /** So many are kept; 0: none are made. */
  readonly keep: number;
  /** null: the keys are left out. */
  readonly passphrase: string | null;
}

const DEFAULT_PORT = 8484;
const DEFAULT_BACKUPS_KEPT = 7;
const DEFAULT_MAX_UPLOAD_BYTES = 4 * 1_024 ** 3;

/** An empty variable counts as one that is not set: that is how people switch a line off in an environment file. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const Environment = z.object({
  DATA_DIR: optional(z.string()),
  HOST: optional(z.string()),
  PORT: optional(z.coerce.number().int().min(0).max(65_535)),
  PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  FFMPEG_PATH: optional(z.string()),
  LOG_LEVEL: optional(z.enum(LOG_LEVELS)),
  SERVER_NAME: optional(humanText(100).pipe(z.string().min(1))),
  MAX_UPLOAD_BYTES: optional(z.coerce.number().int().min(1)),
  BACKUP_DIR: optional(z.string()),
  BACKUP_KEEP: optional(z.coerce.number().int().min(0).max(400)),
  BACKUP_PASSPHRASE: optional(z.string()),
});

/** The environment holds something that cannot be used; the message names the variable, never its value. */
export class BadConfig extends Error {
  override readonly name = "BadConfig";
}

/** Reads the settings; the only reader of the environment. Throws `BadConfig`. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new BadConfig(`The settings cannot be used. ${reasons.join(" ")}`);
  }
  const env = parsed.data;
  const dataDir = resolve(env.DATA_DIR ?? "var");
  return {
    dataDir,
    host: env.HOST ?? "127.0.0.1",
    port: env.PORT ?? DEFAULT_PORT,
    publicUrl: env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin,
    database:
      env.DATABASE_URL === undefined
        ? { kind: "sqlite", file: join(dataDir, "cot-moc.db") }
        : { kind: "postgres", url: env.DATABASE_URL, archiveDir: join(dataDir, "archive") },
    ffmpegPath: env.FFMPEG_PATH ?? null,
    logLevel: env.LOG_LEVEL ?? "info",
    serverName: env.SERVER_NAME ?? null,
    maxUploadBytes: env.MAX_UPLOAD_BYTES ?? DEFAULT_MAX_UPLOAD_BYTES,
    backup: {
      dir: resolve(env.BACKUP_DIR ?? join(dataDir, "backups")),
      keep: env.BACKUP_KEEP ?? DEFAULT_BACKUPS_KEPT,
      passphrase: env.BACKUP_PASSPHRASE ?? null,
    },
    distDir: findDistDir(import.meta.dirname),
  };
}

/** The bundle lies in `dist` itself; this file in `server`, beside it. */
function findDistDir(here: string): string {
  return basename(here) === "dist" ? here : join(here, "..", "dist");
}
