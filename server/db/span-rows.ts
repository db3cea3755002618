/**
 * Rows found again by screen, edition version and span: sums of many plays are made without writing a name for each of
 * them. What else tells rows apart is left to `isSame`, as few rows share the three.
 */
export class SpanRows<Row> {
  /** In the order in which they were added. */
  readonly rows: Row[] = [];
  readonly #byScreen = new Map<string, Map<string, Map<string | number, Row[]>>>();

  find(
    screenId: string,
    editionVersionId: string,
    span: string | number,
    isSame: (row: Row) => boolean,
  ): Row | undefined {
    return this.#byScreen.get(screenId)?.get(editionVersionId)?.get(span)?.find(isSame);
  }

  add(screenId: string, editionVersionId: string, span: string | number, row: Row): void {
    const ofScreen = getOrAdd(this.#byScreen, screenId, () => new Map<string, Map<string | number, Row[]>>());
    const ofEdition = getOrAdd(ofScreen, editionVersionId, () => new Map<string | number, Row[]>());
    getOrAdd(ofEdition, span, (): Row[] => []).push(row);
    this.rows.push(row);
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
