import { createHash } from "node:crypto";
import * as z from "zod";
import { ReportDocument, ReportRow, ReportTable } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { startTurns } from "../../turns.ts";

const TableFrame = ReportTable.extend({ rows: z.array(z.unknown()) });
const DocumentFrame = ReportDocument.extend({ tables: z.array(TableFrame) });

/** A row as `canonicalJson` writes it. Within a text every quotation mark is escaped: there it cannot stand. */
const ROW_TEXT = /\{"cells":\[.*?\],"level":"[a-z]+"\}/gs;

/** The document of a stored text, checked while others have their turn: each row is read by itself. */
export async function readDocument(text: string): Promise<ReportDocument> {
  const turns = startTurns();
  const rows: unknown[] = [];
  const frame: string[] = [];
  let at = 0;
  for (const { 0: row, index } of text.matchAll(ROW_TEXT)) {
    frame.push(text.slice(at, index), String(rows.length));
    rows.push(JSON.parse(row));
    at = index + row.length;
    await turns.rest();
  }
  frame.push(text.slice(at));
  let taken = 0;
  const document = await parseDocument(JSON.parse(frame.join("")), (place) => {
    // What is no row of the text stands for none.
    if (place !== taken) return place;
    taken += 1;
    return rows[place];
  });
  if (taken < rows.length) throw new Error("A report's text holds rows that are in no table.");
  return document;
}

/** What `ReportDocument.parse` gives, while others have their turn: the tables of a fleet are ten thousands of cells. */
export async function parseDocument(
  value: unknown,
  rowOf: (row: unknown) => unknown = (row) => row,
): Promise<ReportDocument> {
  const turns = startTurns();
  const frame = DocumentFrame.parse(value);
  await turns.rest();
  const tables: ReportTable[] = [];
  for (const table of frame.tables) {
    const rows: ReportRow[] = [];
    for (const row of table.rows) {
      rows.push(ReportRow.parse(rowOf(row)));
      await turns.rest();
    }
    tables.push({ ...table, rows });
  }
  return { ...frame, tables };
}

/** What `canonicalJson` gives of a document, and the SHA-256 of its bytes, while others have their turn. */
export async function documentText({
  tables,
  ...rest
}: ReportDocument): Promise<{ readonly text: string; readonly sha256: string }> {
  const texts: string[] = [];
  const hash = createHash("sha256");
  const write = (text: string) => {
    texts.push(text);
    hash.update(text);
  };
  await writeObject(rest, "tables", () => writeTables(tables, write), write);
  return { text: texts.join(""), sha256: hash.digest("hex") };
}

/** SHA-256 of the canonical bytes of tables, while others have their turn: all of them are never one text. */
export async function tablesSha256(tables: readonly ReportTable[]): Promise<string> {
  const hash = createHash("sha256");
  await writeTables(tables, (text) => void hash.update(text));
  return hash.digest("hex");
}

type Write = (text: string) => void;

async function writeTables(tables: readonly ReportTable[], write: Write): Promise<void> {
  const turns = startTurns();
  const writeRows = (rows: readonly ReportRow[]) =>
    writeList(rows, write, async (row) => {
      write(canonicalJson(row));
      await turns.rest();
    });
  await writeList(tables, write, ({ rows, ...rest }) => writeObject(rest, "rows", () => writeRows(rows), write));
}

async function writeList<Item>(
  items: readonly Item[],
  write: Write,
  writeItem: (item: Item) => Promise<void>,
): Promise<void> {
  write("[");
  for (const [index, item] of items.entries()) {
    if (index > 0) write(",");
    await writeItem(item);
  }
  write("]");
}

/** An object that has one member more, which is written by itself. */
async function writeObject(plain: object, name: string, writeMember: () => Promise<void>, write: Write): Promise<void> {
  const members = new Map(Object.entries(plain));
  let before = "{";
  for (const key of [...members.keys(), name].sort()) {
    write(`${before}${canonicalJson(key)}:`);
    if (key === name) await writeMember();
    else write(canonicalJson(members.get(key)));
    before = ",";
  }
  write("}");
}
