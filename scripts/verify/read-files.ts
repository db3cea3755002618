import { createHash, type Hash } from "node:crypto";
import type { z } from "zod";
import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { EndRow, type ListedFile } from "./bundle-shapes.ts";
import type { Findings, Told } from "./findings.ts";
import type { Archive } from "./read-archive.ts";

/** A line longer than this is none that the product writes. */
const LONGEST_LINE_BYTES = 8_000_000;
/** However many lines are broken, no more sums are tried than this. */
const MOST_SUMS = 4;
const LINE_FEED = 0x0a;
const LINE = /^\{"row":([\s\S]*),"sum":"([0-9a-f]{64})"\}$/;

/** The archive with what its signed list says of each file. */
export interface Bundle {
  readonly archive: Archive;
  /** null: the list itself cannot be read. */
  readonly listed: ReadonlyMap<string, ListedFile> | null;
  readonly findings: Findings;
}

/** A line of a file of rows; `row` is null when it is not what it should be, which has been told then. */
export interface Line<Row> {
  readonly number: number;
  readonly row: Row | null;
}

/** SHA-256 in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A whole small file, held against the list; null when it cannot be read, which has been told then. */
export async function readWhole(bundle: Bundle, name: string): Promise<Buffer | null> {
  const seal = new Seal();
  const pieces: Buffer[] = [];
  try {
    for await (const piece of bundle.archive.read(name)) {
      seal.add(piece);
      pieces.push(piece);
    }
  } catch (error) {
    bundle.findings.tellFile(name, cannotRead(error));
    return null;
  }
  seal.compare(bundle, name, null);
  return Buffer.concat(pieces);
}

/**
 * The rows of a file, each held against the sum over all lines up to it and against its shape; at the end the file is held
 * against the list. `nameRow` says what a row is about, from whatever can be read of it.
 */
export async function* readRows<Row>(
  bundle: Bundle,
  name: string,
  schema: z.ZodType<Row>,
  nameRow: (row: unknown) => Told | null,
): AsyncGenerator<Line<Row>> {
  const seal = new Seal();
  // After an altered line the sum may go on from what it says or from what it should say.
  let before: readonly string[] = [name];
  let number = 0;
  let endsAt: number | null = null;
  try {
    for await (const line of linesOf(bundle.archive, name, seal)) {
      number += 1;
      const [, text = "", told = ""] = LINE.exec(line) ?? [];
      const sums = before.map((sum) => sha256(`${sum}\n${text}`));
      const row = parseRow(text);
      const tell = (what: Told) =>
        bundle.findings.tell({ file: name, row: number, where: placeOf(name, number, nameRow(row)), what });
      const isWhole = text !== "" && sums.includes(told);
      if (!isWhole) tell(BROKEN_SUM);
      before = isWhole ? [told] : [told, ...sums].slice(0, MOST_SUMS);
      const end = EndRow.safeParse(row);
      if (end.success) {
        if (isWhole && end.data.end !== number - 1) tell(WRONG_SHAPE);
        endsAt ??= number;
        continue;
      }
      const parsed = schema.safeParse(row);
      if (!parsed.success && isWhole) tell(WRONG_SHAPE);
      yield { number, row: parsed.success ? parsed.data : null };
    }
  } catch (error) {
    bundle.findings.tellFile(name, cannotRead(error));
    return;
  }
  if (endsAt !== number) {
    const row = number + 1;
    bundle.findings.tell({ file: name, row, where: placeOf(name, row, null), what: NO_END });
  }
  seal.compare(bundle, name, number);
}

/** All rows of a small file that are what they should be. */
export async function readAllRows<Row>(
  bundle: Bundle,
  name: string,
  schema: z.ZodType<Row>,
  nameRow: (row: unknown) => Told | null,
): Promise<{ readonly number: number; readonly row: Row }[]> {
  const rows: { number: number; row: Row }[] = [];
  for await (const { number, row } of readRows(bundle, name, schema, nameRow)) {
    if (row !== null) rows.push({ number, row });
  }
  return rows;
}

/** The place of a line, with what it is about where that can be read. */
export function placeOf(file: string, row: number, named: Told | null): Told {
  const [vi, en] = [`${file}, dòng ${row}`, `${file}, row ${row}`];
  return named === null ? { vi, en } : { vi: `${named.vi} (${vi})`, en: `${named.en} (${en})` };
}

const BROKEN_SUM: Told = {
  vi: "tổng của dòng không khớp: dòng này bị sửa, bị thêm, bị dời, hoặc dòng ngay trước bị bỏ",
  en: "its sum does not fit: this row was altered, added or moved, or the one before it was left out",
};
const NO_END: Told = { vi: "tệp không có dòng kết thúc ở cuối", en: "the file does not end with its last row" };
const WRONG_SHAPE: Told = { vi: "dòng không đúng khuôn", en: "it is not a row of this file" };

function parseRow(text: string): unknown {
  try {
    const row: unknown = JSON.parse(text);
    // Two texts of one row would be two rows with one meaning.
    return canonicalJson(row) === text ? row : undefined;
  } catch {
    // The row is told as broken by whoever asked.
    return undefined;
  }
}

async function* linesOf(archive: Archive, name: string, seal: Seal): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of archive.read(name)) {
    seal.add(piece);
    let joined = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let at = joined.indexOf(LINE_FEED); at >= 0; at = joined.indexOf(LINE_FEED)) {
      yield joined.toString("utf8", 0, at);
      joined = joined.subarray(at + 1);
    }
    if (joined.length > LONGEST_LINE_BYTES) throw new Error("A line of it is too long.");
    rest = joined;
  }
  if (rest.length > 0) yield rest.toString("utf8");
}

function cannotRead(error: unknown): Told {
  const why = error instanceof Error ? error.message : String(error);
  return { vi: `không đọc được (${why})`, en: `it cannot be read (${why})` };
}

/** What a file comes to while it is read. */
class Seal {
  readonly #hash: Hash = createHash("sha256");
  #bytes = 0;

  add(piece: Buffer): void {
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }

  compare({ listed, findings }: Bundle, name: string, rows: number | null): void {
    if (listed === null) return;
    const told = listed.get(name);
    if (told === undefined) {
      findings.tellFile(name, { vi: "không có trong MANIFEST.json", en: "it is not in MANIFEST.json" });
      return;
    }
    const { rows: rowsTold } = told;
    if (rowsTold !== rows) {
      findings.tellFile(name, {
        vi: `MANIFEST.json ghi ${rowsTold ?? 0} dòng, tệp có ${rows ?? 0}`,
        en: `MANIFEST.json says ${rowsTold ?? 0} rows, it has ${rows ?? 0}`,
      });
    }
    if (told.sha256 !== this.#hash.digest("hex") || told.bytes !== this.#bytes) {
      findings.tellFile(name, {
        vi: "SHA-256 không khớp với MANIFEST.json",
        en: "its SHA-256 is not the one in MANIFEST.json",
      });
    }
  }
}
