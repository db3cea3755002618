import { type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import type { Tables } from "../tables.ts";
import { withTransaction } from "../transaction.ts";
import type { PlayRow } from "./play-log.ts";

type Subject = Omit<Selectable<Tables["play_subjects"]>, "number">;

const SUBJECT: JsonColumns<Subject> = {
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
};
const SCREEN = { screen_id: "text" } as const;

/** What is remembered; a fleet shows some thousand items, each in a few ways. */
const MAX_SUBJECTS = 50_000;

interface Known {
  readonly subject: Subject;
  readonly number: number;
}

/** The numbers by which `plays` names a record's screen and what it shows. */
export interface PlayNumbers {
  readonly screen: number;
  readonly subject: number;
}

interface Learned {
  readonly screens: readonly { readonly screen_id: string; readonly number: number }[];
  readonly subjects: readonly Known[];
}

/** Remembers numbers that are in the database for good. */
export class PlayNames {
  readonly #screens = new Map<string, number>();
  readonly #byAiring = new Map<string, Known[]>();
  #subjects = 0;

  /** `undefined` where one of them is not known yet. */
  find(row: PlayRow): PlayNumbers | undefined {
    const screen = this.#screens.get(row.screen_id);
    const subject = this.#byAiring.get(row.airing_sha256)?.find((known) => isSame(known.subject, row))?.number;
    return screen === undefined || subject === undefined ? undefined : { screen, subject };
  }

  all(): Learned {
    const screens = [...this.#screens].map(([screen_id, number]) => ({ screen_id, number }));
    return { screens, subjects: [...this.#byAiring.values()].flat() };
  }

  learn({ screens, subjects }: Learned): void {
    for (const { screen_id, number } of screens) this.#screens.set(screen_id, number);
    if (this.#subjects > MAX_SUBJECTS) {
      this.#byAiring.clear();
      this.#subjects = 0;
    }
    for (const one of subjects) {
      const known = this.#byAiring.get(one.subject.airing_sha256) ?? [];
      if (known.some(({ number }) => number === one.number)) continue;
      this.#byAiring.set(one.subject.airing_sha256, [...known, one]);
      this.#subjects += 1;
    }
  }
}

/**
 * The numbers of these records, in their order; what has none yet is given one. That is committed at once, before the
 * records are: a name that nobody uses harms nothing. Where `db` is a transaction nothing new is remembered, as it may fail.
 */
export async function numberPlays(
  db: Database,
  names: PlayNames,
  rows: readonly PlayRow[],
): Promise<readonly PlayNumbers[]> {
  const known = rows.map((row) => names.find(row));
  const unknown = rows.filter((_, index) => known[index] === undefined);
  if (unknown.length === 0) return known as PlayNumbers[];
  const fresh = new PlayNames();
  fresh.learn(await readNames(db, unknown));
  const unnamed = unknown.filter((row) => fresh.find(row) === undefined);
  if (unnamed.length > 0) {
    const give = (tx: Database) => giveNames(tx, unnamed);
    fresh.learn(await (db.isTransaction ? give(db) : withTransaction(db, give)));
  }
  if (!db.isTransaction) names.learn(fresh.all());
  return rows.map((row, index) => {
    const numbers = known[index] ?? fresh.find(row);
    if (numbers === undefined) throw new Error(`A record of screen ${row.screen_id} was left without a name.`);
    return numbers;
  });
}

async function readNames(db: Database, rows: readonly PlayRow[]): Promise<Learned> {
  const screens = await sql<{ screen_id: string; number: number }>`select named.screen_id, named.number
    from ${screensOf(db, rows)} join play_screens as named on named.screen_id = told.screen_id`.execute(db);
  const isNamed = Object.keys(SUBJECT).map((name) => sql`${sql.ref(`named.${name}`)} = ${sql.ref(`told.${name}`)}`);
  const subjects = await sql<Subject & { number: number }>`select named.* from ${subjectsOf(db, rows)}
    join play_subjects as named on ${sql.join(isNamed, sql` and `)}`.execute(db);
  return { screens: screens.rows, subjects: subjects.rows.map(({ number, ...subject }) => ({ number, subject })) };
}

async function giveNames(tx: Database, rows: readonly PlayRow[]): Promise<Learned> {
  const columns = namesOf(SUBJECT);
  await sql`insert into play_screens (screen_id) select screen_id from ${screensOf(tx, rows)} where true
    on conflict (screen_id) do nothing`.execute(tx);
  await sql`insert into play_subjects (${columns}) select ${columns} from ${subjectsOf(tx, rows)} where true
    on conflict (${columns}) do nothing`.execute(tx);
  return readNames(tx, rows);
}

function screensOf(db: Database, rows: readonly PlayRow[]) {
  const screens = [...new Set(rows.map(({ screen_id }) => screen_id))];
  return jsonRows(
    db,
    "told",
    SCREEN,
    screens.map((screen_id) => ({ screen_id })),
  );
}

function subjectsOf(db: Database, rows: readonly PlayRow[]) {
  const subjects = new Map(rows.map(subjectOf).map((subject) => [JSON.stringify(subject), subject]));
  return jsonRows(db, "told", SUBJECT, [...subjects.values()]);
}

function subjectOf(row: PlayRow): Subject {
  const { zone, kind, airing_sha256, edition_version_id, language, entry_id, clock, outcome, joined_late, panel } = row;
  return { zone, kind, airing_sha256, edition_version_id, language, entry_id, clock, outcome, joined_late, panel };
}

function isSame(one: Subject, other: Subject): boolean {
  return (
    one.airing_sha256 === other.airing_sha256 &&
    one.outcome === other.outcome &&
    one.entry_id === other.entry_id &&
    one.edition_version_id === other.edition_version_id &&
    one.clock === other.clock &&
    one.panel === other.panel &&
    one.joined_late === other.joined_late &&
    one.language === other.language &&
    one.zone === other.zone &&
    one.kind === other.kind
  );
}
