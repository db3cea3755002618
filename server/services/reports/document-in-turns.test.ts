import { describe, expect, test } from "vitest";
import { ReportDocument } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { createReportWorld } from "../../../tests/support/report-world.ts";
import { sha256Hex } from "../../sha256.ts";
import { documentText, parseDocument, readDocument, tablesSha256 } from "./document-in-turns.ts";
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
    const { text, sha256 } = await documentText(document);
    expect(text).toBe(canonicalJson(document));
    expect(sha256).toBe(sha256Hex(text));
    expect(await tablesSha256(document.tables)).toBe(sha256Hex(canonicalJson(document.tables)));
    expect(await readDocument(text)).toEqual(document);
    expect(await parseDocument(document)).toEqual(ReportDocument.parse(document));
  });

  test("is read as it is, whatever its texts say and wherever its rows lie", async () => {
    const document = await anyDocument();
    const [first, ...others] = document.tables;
    if (first === undefined) throw new Error("nothing to alter");
    const cells = first.columns.map(() => ({ kind: "blank" as const }));
    const says = ['{"cells":[],"level":"row"}', '{"', "a\u2028b\nc", '{"cells":[', '],"level":"row"}', "0"];
    const rows = says.map((text) => ({
      level: "row" as const,
      cells: [{ kind: "text" as const, text }, ...cells.slice(1)],
    }));
    const odd = { ...document, tables: [{ ...first, title: '{"cells":[', rows }, ...others], closing: "1" };
    const { text } = await documentText(odd);
    expect(await readDocument(text)).toEqual(ReportDocument.parse(odd));
    expect(await readDocument(JSON.stringify(odd, null, 2))).toEqual(ReportDocument.parse(odd));
    const [row = "", next = ""] = rows.map((one) => canonicalJson(one));
    for (const damaged of [
      text.replace(row, () => "0"),
      text.replace(next, () => "1"),
      text.replace(row, () => "null"),
      text.replace('"closing":', () => `"closing":${row},"old":`),
    ]) {
      expect(damaged).not.toBe(text);
      expect(ReportDocument.safeParse(JSON.parse(damaged)).success).toBe(false);
      await expect(readDocument(damaged)).rejects.toThrow();
    }
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
