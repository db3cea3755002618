/** A bounded piece of a list. `nextCursor` opens the next piece; null: this was the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** Cuts a page from rows of which one more than `limit` was asked for; `cursorOf` names the place of the last shown. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(itemOf), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
