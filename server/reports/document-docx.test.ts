import { beforeAll, describe, expect, test } from "vitest";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import { type DocxParagraph, type DocxReading, readDocx } from "../../tests/support/read-docx.ts";
import { NASTY_TEXTS, SCRIPT_TITLES, sampleReport } from "../../tests/support/sample-report.ts";
import { documentDocx } from "./document-docx.ts";
import { printedReport } from "./printed-report.ts";
import { printedWidthMm } from "./printed-width.ts";

const layout = readDecree30Layout();
const report = sampleReport();
const printed = printedReport(report);
const MM_PER_TWIP = 25.4 / 1_440;
let bytes: Buffer;
let docx: DocxReading;

beforeAll(async () => {
  bytes = await documentDocx(report);
  docx = readDocx(bytes);
});

function paragraph(text: string): DocxParagraph {
  const found = docx.paragraphs.find((one) => one.text === text);
  if (found === undefined) throw new Error(`No paragraph says: ${text}`);
  return found;
}

/** The rule that stands right under a text, as a part of the text's length. */
function rulePart(text: string, sizePt: number, columnMm: number): number {
  const rule = docx.paragraphs[docx.paragraphs.indexOf(paragraph(text)) + 1];
  expect(rule?.hasRule, `a rule under ${text}`).toBe(true);
  const line = docx.xml("w\\:p").eq(docx.paragraphs.indexOf(paragraph(text)) + 1);
  const inset = Number(line.find("w\\:ind").attr("w:left")) * MM_PER_TWIP;
  return (columnMm - 2 * inset) / Math.min(columnMm, printedWidthMm(text, sizePt, true));
}

describe("the page, as the decree lays it out", () => {
  test("A4 upright, the appendix on its side, margins as set and inside what is allowed", () => {
    const sizes = docx
      .xml("w\\:pgSz")
      .toArray()
      .map((size) => docx.xml(size).attr());
    expect(
      sizes.map((size) => [size?.["w:w"], size?.["w:h"]].map((side) => Math.round(Number(side) * MM_PER_TWIP))),
    ).toEqual([
      [layout.page.widthMm, layout.page.heightMm],
      [layout.page.heightMm, layout.page.widthMm],
    ]);
    expect(sizes[1]?.["w:orient"]).toBe("landscape");
    for (const side of ["top", "bottom", "left", "right"] as const) {
      for (const margin of docx.xml("w\\:pgMar").toArray()) {
        const mm = Number(docx.xml(margin).attr(`w:${side}`)) * MM_PER_TWIP;
        expect(mm).toBeCloseTo(layout.page.marginMm[side], 1);
        expect(mm).toBeGreaterThan(layout.page.allowedMarginMm[side].min - 0.05);
        expect(mm).toBeLessThan(layout.page.allowedMarginMm[side].max + 0.05);
      }
    }
  });

  test("page numbers centred at the top, not on first pages, from 1 in each part", () => {
    expect(docx.xml("w\\:titlePg").length).toBe(2);
    expect(
      docx
        .xml("w\\:pgNumType")
        .toArray()
        .map((type) => docx.xml(type).attr("w:start")),
    ).toEqual(["1", "1"]);
    const headers = [...docx.files].filter(([name]) => /^word\/header\d+\.xml$/.test(name)).map(([, xml]) => xml);
    const numbered = headers.filter((xml) => xml.includes("PAGE"));
    expect(numbered.length).toBe(2);
    expect(headers.length).toBe(4);
    for (const xml of numbered) {
      expect(xml).toContain('<w:jc w:val="center"/>');
      const size = Number(/<w:sz w:val="(\d+)"/.exec(xml)?.[1]) / 2;
      expect(size).toBeGreaterThanOrEqual(layout.pageNumber.sizePt.min);
      expect(size).toBeLessThanOrEqual(layout.pageNumber.sizePt.max);
    }
  });

  test("one family, black, Vietnamese; other scripts name a font of their own for their own class only", () => {
    const latin = docx.paragraphs.filter((one) => /^[\p{Script=Latin}\p{N}\p{P}\s]+$/u.test(one.text));
    expect(latin.length).toBeGreaterThan(100);
    for (const one of latin) expect([...one.fonts]).toEqual([layout.font.family]);
    for (const one of docx.paragraphs) {
      if (one.text.trim() !== "") expect([...one.colours]).toEqual([layout.font.colour.slice(1)]);
    }
    const languages = new Set(
      docx
        .xml("w\\:lang")
        .toArray()
        .map((one) => docx.xml(one).attr("w:val")),
    );
    expect([...languages]).toEqual([layout.font.language]);
    const fontsOf = (text: string) =>
      docx
        .xml("w\\:r")
        .filter((_, run) => docx.xml(run).find("w\\:t").text() === text)
        .first()
        .find("w\\:rFonts")
        .attr();
    expect(fontsOf(SCRIPT_TITLES.km)).toMatchObject({ "w:ascii": layout.font.family, "w:cs": "Leelawadee UI" });
    expect(fontsOf(SCRIPT_TITLES.zh)).toMatchObject({ "w:ascii": layout.font.family, "w:eastAsia": "SimSun" });
    for (const name of ["w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"])
      expect(fontsOf(SCRIPT_TITLES.blt)?.[name]).toBe("Noto Sans Tai Viet");
  });
});

describe("the elements of an official report", () => {
  const { elements } = layout;
  const cases: readonly [keyof typeof elements, string][] = [
    ["nationalName", elements.nationalName?.text ?? ""],
    ["motto", elements.motto?.text ?? ""],
    ["parentAgency", "ỦY BAN NHÂN DÂN TỈNH"],
    ["agency", "SỞ THỬ NGHIỆM VÀ ĐỐI CHIẾU"],
    ["number", "Số: 07/BC-STNĐC"],
    ["placeAndDate", "Địa danh, ngày 05 tháng 11 năm 2026"],
    ["documentKind", elements.documentKind?.text ?? ""],
    ["subject", report.subject],
    ["addressees", "Kính gửi:"],
    ["body", "Ưu điểm: ……"],
    ["signerTitle", "KT. GIÁM ĐỐC"],
    ["recipients", "Nơi nhận:"],
    ["appendix", "Phụ lục"],
  ];

  test.each(cases)("%s: size, weight, slant and letters", (name, text) => {
    const element = elements[name];
    const one = paragraph(text);
    for (const half of one.halfPoints) {
      expect(half / 2).toBeGreaterThanOrEqual(element?.sizePt.min ?? Number.NaN);
      expect(half / 2).toBeLessThanOrEqual(element?.sizePt.max ?? Number.NaN);
    }
    expect([one.isBold, one.isItalic]).toEqual([element?.bold, element?.italic]);
    if (element?.upper === true) expect(text).toBe(text.toLocaleUpperCase("vi"));
    if (element?.text !== null) expect(text).toBe(element?.text);
  });

  test("every element of the layout is checked but the signer's name, which nobody fills in", () => {
    expect([...cases.map(([name]) => name), "signerName"].sort()).toEqual(Object.keys(elements).sort());
    expect(docx.paragraphs.filter((one) => /^(PHÓ )?GIÁM ĐỐC$/.test(one.text)).length).toBe(1);
  });

  test("rules: as long as the motto; a third to a half under agency, subject and appendix", () => {
    const text = layout.page.widthMm - layout.page.marginMm.left - layout.page.marginMm.right;
    expect(rulePart(elements.motto?.text ?? "", 13, text * 0.58)).toBeCloseTo(1, 1);
    for (const [name, size, column] of [
      [printed.agency, 13, text * 0.42],
      [printed.subject, 14, text],
      [printed.appendix?.reference ?? "", 14, 252],
    ] as const) {
      const part = rulePart(name, size, column);
      expect(part).toBeGreaterThan(1 / 3);
      expect(part).toBeLessThan(1 / 2);
    }
  });

  test("number from 01, place and date, days under 10 and months 1 and 2 with a zero", async () => {
    const january = { ...report, frame: { ...report.frame, number: null, signedOn: "2027-01-09" } };
    const texts = printedReport(january);
    expect(texts.placeAndDate).toBe("Địa danh, ngày 09 tháng 01 năm 2027");
    expect(texts.numberLine).toBe("Số:       /BC-STNĐC");
    expect(printedReport({ ...report, frame: { ...report.frame, signedOn: null } }).placeAndDate).toBe(
      "Địa danh, ngày … tháng … năm …",
    );
  });

  test("text justified, first line set in, 6 pt between; legal bases slanted, the last with a full stop", () => {
    const body = paragraph("Ưu điểm: ……");
    expect(body.align).toBe("both");
    const indent = body.firstLine * MM_PER_TWIP;
    expect(indent).toBeGreaterThanOrEqual(layout.body.firstLineIndentMm.min);
    expect(indent).toBeLessThan(layout.body.firstLineIndentMm.max + 0.05);
    expect(body.before / 20).toBeGreaterThanOrEqual(layout.body.spaceBetweenParagraphsPt);
    const bases = docx.paragraphs.filter((one) => one.text.startsWith("Căn cứ"));
    expect(bases.map((one) => [one.isItalic, one.text.at(-1)])).toEqual([
      [true, ";"],
      [true, "."],
    ]);
  });

  test("headings: I. upper and bold, 1. bold", () => {
    expect(paragraph("I. TÌNH HÌNH CHUNG")).toMatchObject({ isBold: true, isItalic: false });
    expect(paragraph("1. Hoạt động của các cụm (Bảng 1)")).toMatchObject({ isBold: true, isItalic: false });
  });

  test("recipients end in semicolons, the file copy last with a full stop", () => {
    const at = docx.paragraphs.indexOf(paragraph("Nơi nhận:"));
    const list = docx.paragraphs.slice(at + 1, at + 4);
    expect(list.map((one) => one.text)).toEqual(["- Như trên;", "- Lãnh đạo đơn vị;", "- Lưu: VT, P1."]);
    for (const one of list)
      expect([...one.halfPoints].map((half) => half / 2)).toEqual([elements.recipients?.listSizePt?.min]);
  });

  test("one addressee stands in the line, several below it", async () => {
    expect(paragraph("- Cơ quan nhận báo cáo thứ nhất;").align).toBe("center");
    const one = { ...sampleReport(1), frame: { ...report.frame, addressees: ["Cơ quan nhận"] } };
    const only = readDocx(await documentDocx(one));
    expect(only.paragraphs.some(({ text }) => text === "Kính gửi: Cơ quan nhận")).toBe(true);
  });
});

describe("tables of a DOCX", () => {
  test("every cell of every table, as printed, under heads that come again and rows that stay whole", () => {
    const wanted = [...printed.blocks.filter((block) => block.kind === "table"), ...(printed.appendix?.tables ?? [])];
    expect(docx.tables.length).toBe(3);
    expect(docx.tables).toEqual(
      wanted.map((table) => [[...table.heads], ...table.rows.map((row) => row.cells.map((cell) => cell.text))]),
    );
    expect(docx.xml("w\\:tblHeader").length).toBe(3);
    const rows = docx.tables.reduce((total, table) => total + table.length, 0);
    expect(docx.xml("w\\:cantSplit").length).toBeGreaterThanOrEqual(rows);
  });

  test("nasty texts stand as texts and make nothing else", () => {
    const cells = docx.tables.flat(2);
    for (const text of NASTY_TEXTS) expect(cells).toContain(text);
    for (const tag of ["w\\:fldSimple", "w\\:hyperlink", "w\\:object"]) expect(docx.xml(tag).length).toBe(0);
  });

  test("a wide table stands in the appendix alone, and the text says where", () => {
    expect(paragraph("Số liệu tại Bảng 3, Phụ lục kèm theo.").isInTable).toBe(false);
    expect(docx.paragraphs.filter((one) => one.text.startsWith("Bảng 3. ")).length).toBe(1);
  });

  test("the same document gives the same bytes; another figure gives others", async () => {
    expect((await documentDocx(sampleReport())).equals(bytes)).toBe(true);
    expect((await documentDocx(sampleReport(199))).equals(bytes)).toBe(false);
    expect(docx.files.get("docProps/core.xml")).toContain("2026-10-31T17:00:00Z");
  });
});
