import { type RawBuilder, type Selectable, sql } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

/** Totals of one screen and edition version over a period. */
export interface PeriodTotalRow {
  readonly screen_id: string;
  readonly edition_version_id: string;
  readonly outcome: "completed" | "cut" | "interrupted";
  readonly panel: "on" | "off" | "unknown";
  readonly plays: number;
  readonly airtime_ms: number;
}

/** A total of a screen as it is told by the database: `item` is a number of `play_items`. */
export type ItemSum = readonly [item: number, plays: number, airtimeMs: number];
export const ITEM_SUM_COLUMNS = ["item", "plays", "airtime_ms"];

interface Item extends Selectable<Tables["play_items"]> {
  /** Place in the order of totals; the same for items that a period does not tell apart. */
  rank: number;
}

/** Items whose words are remembered: a fleet shows some thousand in a year. */
const MAX_REMEMBERED = 50_000;

const remembered = new WeakMap<Database, ItemNames>();

/** What was learned of a database stays true as long as it is open. */
export function itemNamesOf(db: Database): ItemNames {
  const known = remembered.get(db) ?? new ItemNames(db);
  remembered.set(db, known);
  return known;
}

/** Says in words what totals name by number. */
class ItemNames {
  readonly #db: Database;
  #items = new Map<number, Item>();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Totals of a screen by edition version, outcome and panel, in that order, each once. `all` are the numbers of all items
   * that the question is about, as a query: those of many screens are learned together.
   */
  async totalsOf(
    screenId: string,
    sums: readonly ItemSum[],
    all: RawBuilder<unknown>,
  ): Promise<readonly PeriodTotalRow[]> {
    const items = sums.every(([item]) => this.#items.has(item)) ? this.#items : await this.#learnAll(sums, all);
    const told = sums.map(([number, plays, airtimeMs]) => ({ item: itemOf(items, number), plays, airtimeMs }));
    const found: { -readonly [Column in keyof PeriodTotalRow]: PeriodTotalRow[Column] }[] = [];
    let last: { readonly rank: number; readonly row: (typeof found)[number] } | undefined;
    for (const { item, plays, airtimeMs } of told.sort((one, other) => one.item.rank - other.item.rank)) {
      if (last?.rank === item.rank) {
        last.row.plays += plays;
        last.row.airtime_ms += airtimeMs;
        continue;
      }
      const { rank, edition_version_id, outcome, panel } = item;
      const row = { screen_id: screenId, edition_version_id, outcome, panel, plays, airtime_ms: airtimeMs };
      last = { rank, row };
      found.push(row);
    }
    return found;
  }

  /** What is learned here stays with whoever asked, also when another begins anew meanwhile. */
  async #learnAll(sums: readonly ItemSum[], all: RawBuilder<unknown>): Promise<ReadonlyMap<number, Item>> {
    if (this.#items.size > MAX_REMEMBERED) this.#items = new Map();
    const items = this.#items;
    await this.#learn(items, all);
    // What has come in since that was asked.
    const unknown = sums.flatMap(([item]) => (items.has(item) ? [] : [item]));
    if (unknown.length > 0) await this.#learn(items, sql.join(unknown));
    return items;
  }

  async #learn(items: Map<number, Item>, numbers: RawBuilder<unknown>): Promise<void> {
    const { rows } = await sql<Selectable<Tables["play_items"]>>`select * from play_items
      where number in (${numbers})`.execute(this.#db);
    for (const row of rows) items.set(Number(row.number), { ...row, rank: 0 });
    const inOrder = [...items.values()].sort(byWords);
    for (const [index, item] of inOrder.entries()) {
      const before = inOrder[index - 1];
      item.rank = before !== undefined && byWords(before, item) === 0 ? before.rank : index;
    }
  }
}

function itemOf(items: ReadonlyMap<number, Item>, number: number): Item {
  const item = items.get(number);
  if (item === undefined) throw new Error(`A total names an item that is not known: ${number}.`);
  return item;
}

function byWords(one: Item, other: Item): number {
  return (
    compare(one.edition_version_id, other.edition_version_id) ||
    compare(one.outcome, other.outcome) ||
    compare(one.panel, other.panel)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
