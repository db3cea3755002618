import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";
import { type NameTable, NumberedNames, numbersOf } from "./numbered-names.ts";
import type { PlayRow } from "./play-log.ts";

type Subject = Omit<Selectable<Tables["play_subjects"]>, "number">;
type Item = Omit<Selectable<Tables["play_items"]>, "number">;

const SCREENS: NameTable<{ screen_id: string }> = {
  table: "play_screens",
  columns: { screen_id: "text" },
  most: 100_000,
  leadOf: ({ screen_id }) => screen_id,
  isSame: (one, other) => one.screen_id === other.screen_id,
};

/** A fleet shows some thousand items, each in a few ways. */
const SUBJECTS: NameTable<Subject> = {
  table: "play_subjects",
  columns: {
    zone: "text",
    kind: "text",
    airing_sha256: "text",
    edition_version_id: "text",
    language: "text",
    entry_id: "text",
    clock: "text",
    outcome: "text",
    joined_late: "bigint",
    panel: "text",
  },
  most: 50_000,
  leadOf: ({ airing_sha256 }) => airing_sha256,
  isSame: (one, other) =>
    one.airing_sha256 === other.airing_sha256 &&
    one.outcome === other.outcome &&
    one.entry_id === other.entry_id &&
    one.edition_version_id === other.edition_version_id &&
    one.clock === other.clock &&
    one.panel === other.panel &&
    one.joined_late === other.joined_late &&
    one.language === other.language &&
    one.zone === other.zone &&
    one.kind === other.kind,
};

const ITEMS: NameTable<Item> = {
  table: "play_items",
  columns: { edition_version_id: "text", entry_id: "text", outcome: "text", panel: "text" },
  most: 50_000,
  leadOf: ({ edition_version_id }) => edition_version_id,
  isSame: (one, other) =>
    one.edition_version_id === other.edition_version_id &&
    one.entry_id === other.entry_id &&
    one.outcome === other.outcome &&
    one.panel === other.panel,
};

/** The numbers by which stretches name the screen of each record and what it shows. */
export interface PlayNumbers {
  readonly screens: readonly number[];
  readonly subjects: readonly number[];
}

/** The numbers by which totals name their screen and item. */
export interface TotalNumbers {
  readonly screens: readonly number[];
  readonly items: readonly number[];
}

/** Remembers numbers that are in the database for good. */
export class PlayNames {
  readonly screens = new NumberedNames(SCREENS);
  readonly subjects = new NumberedNames(SUBJECTS);
  readonly items = new NumberedNames(ITEMS);
}

/** The numbers of these records, in their order; what has none yet is given one, as `numbersOf` says. */
export async function numberPlays(db: Database, names: PlayNames, rows: readonly PlayRow[]): Promise<PlayNumbers> {
  const screens = await numbersOf(db, names.screens, rows);
  return { screens, subjects: await numbersOf(db, names.subjects, rows) };
}

/** The numbers of what these totals or records name, in their order, likewise. */
export async function numberTotals(
  db: Database,
  names: PlayNames,
  rows: readonly (Item & { readonly screen_id: string })[],
): Promise<TotalNumbers> {
  const screens = await numbersOf(db, names.screens, rows);
  return { screens, items: await numbersOf(db, names.items, rows) };
}
