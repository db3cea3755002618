import { beforeAll, describe, expect, test } from "vitest";
import { docxText } from "../../tests/support/read-docx.ts";
import { figuresIn, pdfFonts, pdfInfo, pdfText } from "../../tests/support/read-pdf.ts";
import { NASTY_TEXTS, SCRIPT_TITLES, sampleReport } from "../../tests/support/sample-report.ts";
import { documentDocx } from "./document-docx.ts";
import { documentPdf } from "./document-pdf.ts";
import { REPORT_FONTS, reportFontFile } from "./report-fonts.ts";
import { columnHead } from "./report-text.ts";

const report = sampleReport();
let pdf: Buffer;
let text: string;

beforeAll(() => {
  pdf = documentPdf(report);
  text = pdfText(pdf);
});

/** Letters alone: where lines break is the setter's choice. */
const solid = (written: string) => written.normalize("NFC").replace(/\s+/gu, "");

describe("a report as PDF", () => {
  test("the figures of the DOCX, each as often; a changed one is noticed", async () => {
    // Heads come again on every page: they may hold no figures.
    expect(figuresIn(report.tables.flatMap((table) => table.columns.map(columnHead)).join(" "))).toEqual([]);
    const written = figuresIn(docxText(await documentDocx(report)));
    expect(written.length).toBeGreaterThan(1_500);
    expect(figuresIn(text)).toEqual(written);
    expect(figuresIn(text.replace("143.790", "143.791"))).not.toEqual(written);
  });

  test("all texts stand as they were given: no markup is read, nothing is included", () => {
    for (const nasty of NASTY_TEXTS) expect(solid(text)).toContain(solid(nasty));
    expect(solid(text)).toContain(solid("Đoạn thứ hai: #let x = 1 và *không đậm*."));
    for (const title of [SCRIPT_TITLES.vi, SCRIPT_TITLES.zh]) expect(solid(text)).toContain(solid(title));
  });

  test("every script in a font that holds it, all embedded, and no other font", () => {
    const fonts = pdfFonts(pdf);
    expect(fonts.every((font) => font.isEmbedded)).toBe(true);
    const expected = REPORT_FONTS.filter(({ family }) => family !== "Noto Sans")
      .map((font) => reportFontFile(font).replace(".ttf", ""))
      .map((file) =>
        file.replace(/_\d+/, "-").replace("Regular_Italic", "Italic").replace("Bold_Italic", "BoldItalic"),
      );
    expect(fonts.map((font) => font.name).sort()).toEqual(expected.sort());
  });

  test("a report in Latin letters reads no other fonts", () => {
    const plain = sampleReport(1);
    const latin = documentPdf({ ...plain, sections: [], tables: plain.tables.filter(({ id }) => id !== "B3") });
    expect(
      pdfFonts(latin)
        .map((font) => font.name)
        .filter((name) => !name.startsWith("Tinos")),
    ).toEqual([]);
  });

  test("a hash longer than its column is broken and stands whole", () => {
    const hash = "0123456789abcdef".repeat(4);
    const [table] = sampleReport(1).tables;
    if (table === undefined) throw new Error("The sample has no table.");
    const blank = { kind: "blank" as const };
    const cells = table.columns.map((_, place) => (place === 0 ? { kind: "text" as const, text: hash } : blank));
    const written = pdfText(documentPdf({ ...report, tables: [{ ...table, rows: [{ level: "row", cells }] }] }));
    expect(written).not.toContain(hash);
    expect(solid(written)).toContain(hash);
  });

  test("A4, dated by its figures, the same bytes for the same document and others for another", () => {
    const info = pdfInfo(pdf);
    expect(info.get("Page size")).toContain("A4");
    expect(info.get("CreationDate")).toContain("Sat Oct 31 17:00:00 2026");
    expect(Number(info.get("Pages"))).toBeGreaterThan(10);
    expect(documentPdf(sampleReport()).equals(pdf)).toBe(true);
    expect(documentPdf(sampleReport(199)).equals(pdf)).toBe(false);
  });
});
