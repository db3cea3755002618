import { sql } from "kysely";
import type { Database } from "../../context.ts";
import { type JsonColumns, jsonRows, namesOf } from "../json-rows.ts";
import { withTransaction } from "../transaction.ts";

/** A table that gives what is said over and over a number, for good. */
export interface NameTable<Name extends object> {
  readonly table: "play_screens" | "play_subjects" | "play_items";
  /** All that is said: together they are there once. */
  readonly columns: JsonColumns<Name>;
  /** How many are remembered. */
  readonly most: number;
  /** What tells most names apart. */
  readonly leadOf: (name: Name) => string;
  readonly isSame: (one: Name, other: Name) => boolean;
}

interface Numbered<Name> {
  readonly name: Name;
  readonly number: number;
}

/** Remembers numbers that are in the database for good. */
export class NumberedNames<Name extends object> {
  readonly names: NameTable<Name>;
  readonly #byLead = new Map<string, Numbered<Name>[]>();
  #count = 0;

  constructor(names: NameTable<Name>) {
    this.names = names;
  }

  /** `undefined` where it is not known yet. */
  find(name: Name): number | undefined {
    const { leadOf, isSame } = this.names;
    return this.#byLead.get(leadOf(name))?.find((known) => isSame(known.name, name))?.number;
  }

  learn(all: readonly Numbered<Name>[]): void {
    if (this.#count > this.names.most) {
      this.#byLead.clear();
      this.#count = 0;
    }
    for (const one of all) {
      const lead = this.names.leadOf(one.name);
      const known = this.#byLead.get(lead) ?? [];
      if (known.some(({ number }) => number === one.number)) continue;
      this.#byLead.set(lead, [...known, one]);
      this.#count += 1;
    }
  }
}

/**
 * The numbers of what these rows say, in their order; what has none yet is given one. That is committed at once, before
 * the rows are: a name that nobody uses harms nothing. Where `db` is a transaction nothing new is remembered, as it may fail.
 */
export async function numbersOf<Name extends object>(
  db: Database,
  known: NumberedNames<Name>,
  rows: readonly Name[],
): Promise<readonly number[]> {
  const found = rows.map((row) => known.find(row));
  const unknown = rows.filter((_, index) => found[index] === undefined);
  if (unknown.length === 0) return found as number[];
  const { names } = known;
  const fresh = new NumberedNames(names);
  const read = await readNumbers(db, names, unknown);
  fresh.learn(read);
  const unnamed = unknown.filter((row) => fresh.find(row) === undefined);
  const give = (tx: Database) => giveNumbers(tx, names, unnamed);
  const given = unnamed.length === 0 ? [] : await (db.isTransaction ? give(db) : withTransaction(db, give));
  fresh.learn(given);
  if (!db.isTransaction) known.learn([...read, ...given]);
  return rows.map((row, index) => {
    const number = found[index] ?? fresh.find(row);
    if (number === undefined) throw new Error(`A name was left without a number in ${names.table}.`);
    return number;
  });
}

async function readNumbers<Name extends object>(
  db: Database,
  names: NameTable<Name>,
  rows: readonly Name[],
): Promise<Numbered<Name>[]> {
  const columns = Object.keys(names.columns);
  const isNamed = columns.map((name) => sql`${sql.ref(`named.${name}`)} = ${sql.ref(`told.${name}`)}`);
  const found = await sql<Name & { number: number }>`select named.* from ${told(db, names, rows)}
    join ${sql.table(names.table)} as named on ${sql.join(isNamed, sql` and `)}`.execute(db);
  return found.rows.map(({ number, ...name }) => ({ number: Number(number), name: name as unknown as Name }));
}

async function giveNumbers<Name extends object>(
  tx: Database,
  names: NameTable<Name>,
  rows: readonly Name[],
): Promise<Numbered<Name>[]> {
  const columns = namesOf(names.columns);
  await sql`insert into ${sql.table(names.table)} (${columns}) select ${columns} from ${told(tx, names, rows)} where true
    on conflict (${columns}) do nothing`.execute(tx);
  return readNumbers(tx, names, rows);
}

/** Each once, without what else a row says. */
function told<Name extends object>(db: Database, { columns }: NameTable<Name>, rows: readonly Name[]) {
  const keys = Object.keys(columns) as (keyof Name & string)[];
  const each = new Map(
    rows.map((row) => {
      const name = Object.fromEntries(keys.map((key) => [key, row[key]])) as unknown as Name;
      return [JSON.stringify(name), name];
    }),
  );
  return jsonRows(db, "told", columns, [...each.values()]);
}
