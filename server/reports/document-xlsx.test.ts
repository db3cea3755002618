import { describe, expect, test } from "vitest";
import { figureOf, type ReportCell } from "../../schemas/report-document.ts";
import { readXlsx } from "../../tests/support/read-xlsx.ts";
import { NASTY_TEXTS, sampleReport } from "../../tests/support/sample-report.ts";
import { documentCsv, documentCsvZip } from "./document-csv.ts";
import { documentXlsx } from "./document-xlsx.ts";

const report = sampleReport();
const DAY_MS = 86_400_000;
/** Day 0 of a spreadsheet's calendar. */
const EPOCH_MS = Date.UTC(1899, 11, 30);

/** What a spreadsheet must hold for a cell, in its own terms. */
function stored(cell: ReportCell): string | number | null {
  if (cell.kind === "number") return figureOf(cell);
  if (cell.kind === "share") return cell.ppm / 1_000_000;
  if (cell.kind === "date") return (Date.parse(`${cell.date}T00:00:00Z`) - EPOCH_MS) / DAY_MS;
  if (cell.kind === "instant") return (cell.atMs + 7 * 3_600_000 - EPOCH_MS) / DAY_MS;
  if (cell.kind === "no-source") return "chưa có nguồn số liệu";
  if (cell.kind === "unknown") return cell.why;
  return cell.kind === "text" ? cell.text : null;
}

describe("a report as XLSX", () => {
  test("a sheet for each table under a head that stays; every number, share, date and text is what it was", async () => {
    const [about, ...sheets] = readXlsx(await documentXlsx(report));
    expect(about?.name).toBe("Thông tin");
    expect(about?.rows.flat().map((cell) => cell?.value)).toEqual(
      expect.arrayContaining([report.subject, report.evidence.tablesSha256, report.evidence.records]),
    );
    expect(sheets.map((sheet) => [sheet.name, sheet.frozenRows])).toEqual([
      ["Bảng 1", 2],
      ["Bảng 2", 2],
      ["Bảng 3", 2],
    ]);
    let numbers = 0;
    report.tables.forEach((table, place) => {
      table.rows.forEach((row, line) => {
        row.cells.forEach((cell, column) => {
          const value = sheets[place]?.rows[line + 2]?.[column]?.value ?? null;
          const wanted = stored(cell);
          if (typeof wanted === "number") {
            numbers += 1;
            expect(value).toBeCloseTo(wanted, 9);
          } else expect(value).toBe(wanted);
        });
      });
    });
    expect(numbers).toBeGreaterThan(1_600);
  });

  test("declared figures show their mark and stay numbers; shares and dates show as such", async () => {
    const rows = readXlsx(await documentXlsx(report))[1]?.rows;
    expect(rows?.[4]?.[2]).toEqual({ value: 12, format: '#,##0" (*)"' });
    expect(rows?.[3]?.[3]?.format).toBe("0.0%");
    expect(rows?.[3]?.[6]?.format).toBe("dd/mm/yyyy");
    expect(rows?.flat().map((cell) => cell?.value)).toContain("(*) do đơn vị tự khai");
  });

  test("no text is a formula, whatever it begins with", async () => {
    const sheets = readXlsx(await documentXlsx(report));
    expect(sheets.reduce((total, sheet) => total + sheet.formulas, 0)).toBe(0);
    const values = sheets[2]?.rows.flat().map((cell) => cell?.value);
    for (const nasty of NASTY_TEXTS) expect(values).toContain(nasty);
  });

  test("the same document gives the same bytes; another figure gives others", async () => {
    const once = await documentXlsx(report);
    expect((await documentXlsx(sampleReport())).equals(once)).toBe(true);
    expect((await documentXlsx(sampleReport(199))).equals(once)).toBe(false);
  });
});

describe("a report as CSV", () => {
  test("one table a file: byte order mark, plain figures, marks in a column of their own, nothing that runs", () => {
    const csv = documentCsv(report, "B1") ?? "";
    expect(csv.startsWith("\ufeffBảng 1. ")).toBe(true);
    expect(csv).toContain("\r\n1,Cụm số 1,1234.6,,98.3,43700,2,05/02/2024,31/10/2026 23:59,\r\n");
    expect(csv).toContain("\r\n2,Cụm số 2,12,(*),không có nhịp báo trong kỳ,chưa có nguồn số liệu,0,,0.5,(*)\r\n");
    const titles = documentCsv(report, "B3") ?? "";
    expect(titles).toContain('"\'=HYPERLINK(""http://x.invalid"",""y"")"');
    expect(titles).toContain(",'@SUM(A1),");
    expect(titles).not.toMatch(/(^|,)"?[=+@]/m);
    expect(documentCsv(report, "B9")).toBeNull();
  });

  test("all tables in one archive, the same bytes for the same document", () => {
    expect(documentCsvZip(report).equals(documentCsvZip(sampleReport()))).toBe(true);
    expect(documentCsvZip(report).includes(Buffer.from("Bang-3.csv"))).toBe(true);
  });
});
