import type { PlayRow } from "../repos/play-log.ts";

/**
 * How a column lies in a file. `hash`: 32 bytes. `hash-before`: 32 bytes, or none where it is the `sha256` of the row
 * before in the file, as it is for nearly all: hashes do not compress, and would be half of a file.
 */
export type ArchivedKind = "integer" | "text" | "hash" | "hash-before";

/** Every column of a record, in the order of a file's columns. */
export const ARCHIVED_COLUMNS: { readonly [Name in keyof PlayRow]: ArchivedKind } = {
  player: "integer",
  boot: "integer",
  seq: "integer",
  screen_id: "text",
  sha256: "hash",
  prev_sha256: "hash-before",
  zone: "text",
  kind: "text",
  airing_sha256: "text",
  edition_version_id: "text",
  language: "text",
  entry_id: "text",
  manifest_revision: "integer",
  loop_id: "text",
  slot_index: "integer",
  planned_ms: "integer",
  shown_ms: "integer",
  started_mono_ms: "integer",
  started_wall_ms: "integer",
  started_at_ms: "integer",
  clock: "text",
  outcome: "text",
  joined_late: "integer",
  panel: "text",
  received_at_ms: "integer",
};

export const ARCHIVED_NAMES = Object.keys(ARCHIVED_COLUMNS) as (keyof PlayRow)[];

/** Rows that lie together in a file, and are read together: as many as others may wait for. */
export const ROWS_IN_GROUP = 1_000;

/** A record as one line, by which what was written is compared with what was meant. */
export function archivedLine(row: PlayRow): string {
  return JSON.stringify(ARCHIVED_NAMES.map((name) => row[name]));
}

/** The record of a line. */
export function rowOfLine(line: string): PlayRow {
  const values: unknown[] = JSON.parse(line);
  return Object.fromEntries(ARCHIVED_NAMES.map((name, index) => [name, values[index]])) as PlayRow;
}
