import { describe, expect, test } from "vitest";
import { ReportDocument } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { createReportWorld } from "../../../tests/support/report-world.ts";
import { documentText, parseDocument, readDocument, tablesText } from "./document-in-turns.ts";
import { openReport } from "./open-report.ts";
import { readReport } from "./read-report.ts";

async function anyDocument(): Promise<ReportDocument> {
  const world = await createReportWorld(3);
  try {
    const { id } = await openReport(world.editor, { kind: "month", period: "2026-10", programme: null });
    return (await readReport(world.editor, { reportId: id })).document;
  } finally {
    await world.close();
  }
}

describe("a document written and read in turns", () => {
  test("has the text that it has in one go, and comes back from it", async () => {
    const document = await anyDocument();
    expect(document.tables.some(({ rows }) => rows.length > 2)).toBe(true);
    const text = await documentText(document);
    expect(text).toBe(canonicalJson(document));
    expect(await tablesText(document.tables)).toBe(canonicalJson(document.tables));
    expect(await readDocument(text)).toEqual(document);
    expect(await parseDocument(document)).toEqual(ReportDocument.parse(document));
  });

  test("is refused for what it is refused for in one go", async () => {
    const document = await anyDocument();
    const [first, ...others] = document.tables;
    const [row, ...rows] = first?.rows ?? [];
    if (first === undefined || row === undefined) throw new Error("nothing to alter");
    const withRow = (altered: unknown) => ({
      ...document,
      tables: [{ ...first, rows: [altered, ...rows] }, ...others],
    });
    const wrong = [
      withRow({ ...row, cells: [{ kind: "number", value: 0.5, digits: 0 }] }),
      withRow({ ...row, more: true }),
      { ...document, tables: [{ ...first, more: true }] },
      { ...document, more: true },
      { ...document, tables: undefined },
    ];
    for (const one of wrong) {
      expect(ReportDocument.safeParse(one).success).toBe(false);
      await expect(parseDocument(one)).rejects.toThrow();
    }
  });
});
