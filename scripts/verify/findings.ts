/** The same in both languages. */
export interface Told {
  readonly vi: string;
  readonly en: string;
}

/** Something in the archive that is not as it must be. */
export interface Finding {
  readonly file: string;
  /** Line of the file, from 1; null: no line by itself. */
  readonly row: number | null;
  /** What the place is: a record by player, boot and seq, a cell by table, row and column. */
  readonly where: Told;
  readonly what: Told;
}

const MOST_KEPT = 10_000;

/** All that was found, in the order in which it was met; beyond ten thousand it is only counted. */
export class Findings {
  readonly kept: Finding[] = [];
  total = 0;

  tell(finding: Finding): void {
    this.total += 1;
    if (this.kept.length < MOST_KEPT) this.kept.push(finding);
  }

  /** The same for a whole file. */
  tellFile(file: string, what: Told): void {
    this.tell({ file, row: null, where: { vi: `tệp ${file}`, en: `file ${file}` }, what });
  }
}
