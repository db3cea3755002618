import * as z from "zod";
import { ReportDocument, ReportRow, ReportTable } from "../../../schemas/report-document.ts";
import { canonicalJson, canonicalObject } from "../../../schemas/trust/canonical-json.ts";
import { startTurns, type Turns } from "../../turns.ts";

const TableFrame = ReportTable.extend({ rows: z.array(z.unknown()) });
const DocumentFrame = ReportDocument.extend({ tables: z.array(TableFrame) });

/** The document of a stored text, checked while others have their turn. */
export async function readDocument(text: string): Promise<ReportDocument> {
  const turns = startTurns();
  const value: unknown = JSON.parse(text);
  await turns.rest();
  return parseDocument(value);
}

/** What `ReportDocument.parse` gives, while others have their turn: the tables of a fleet are ten thousands of cells. */
export async function parseDocument(value: unknown): Promise<ReportDocument> {
  const turns = startTurns();
  const frame = DocumentFrame.parse(value);
  await turns.rest();
  const tables: ReportTable[] = [];
  for (const table of frame.tables) {
    const rows: ReportRow[] = [];
    for (const row of table.rows) {
      rows.push(ReportRow.parse(row));
      await turns.rest();
    }
    tables.push({ ...table, rows });
  }
  return { ...frame, tables };
}

/** What `canonicalJson` gives of a document, while others have their turn. */
export async function documentText({ tables, ...rest }: ReportDocument): Promise<string> {
  return canonicalObject({ ...textsOf(rest), tables: await tablesText(tables) });
}

/** What `canonicalJson` gives of tables, while others have their turn. */
export async function tablesText(tables: readonly ReportTable[]): Promise<string> {
  const turns = startTurns();
  const texts: string[] = [];
  for (const table of tables) texts.push(await tableText(table, turns));
  return `[${texts.join(",")}]`;
}

async function tableText({ rows, ...rest }: ReportTable, turns: Turns): Promise<string> {
  const texts: string[] = [];
  for (const row of rows) {
    texts.push(canonicalJson(row));
    await turns.rest();
  }
  return canonicalObject({ ...textsOf(rest), rows: `[${texts.join(",")}]` });
}

function textsOf(members: object): Record<string, string> {
  return Object.fromEntries(Object.entries(members).map(([key, value]) => [key, canonicalJson(value)]));
}
