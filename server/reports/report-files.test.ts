import { describe, expect, test } from "vitest";
import { unzipText } from "../../tests/support/unzip.ts";
import type { MonthlyReport, ReportPart } from "../services/reports/monthly-report.ts";
import { NO_PLAYS } from "../services/reports/played-figures.ts";
import { csvFile } from "./csv.ts";
import { reportCsv } from "./report-csv.ts";
import { reportDocx } from "./report-docx.ts";

const played = { ...NO_PLAYS, completed: 1_234, cut: 5, airtimeMs: 12_340_000 };
const place = { screenName: "Màn hình 1", clusterName: "Cụm 1", siteName: "Cửa khẩu thử", languageName: "Tiếng Khmer" };
const main: ReportPart = {
  screens: [
    { screenId: "a", ...place, language: "km", planned: 1_300, played },
    { screenId: "b", ...place, screenName: "Màn hình 2", language: null, languageName: "", planned: 0, played: null },
  ],
  stories: [{ storyId: "s", title: "=HYPERLINK(1)", languages: ["km"], planned: 1_300, played }],
  total: { planned: 1_300, played },
};
const report: MonthlyReport = {
  programme: { code: "GNBV-2125", nameVi: "Chương trình thử", nameEn: "Test programme" },
  month: "2026-11",
  fromMs: 0,
  toMs: 2_000,
  untilMs: 1_000,
  queriedAtMs: Date.parse("2026-11-21T02:00:00Z"),
  main,
  shared: { screens: [], stories: [], total: { planned: 0, played: NO_PLAYS } },
  screens: 2,
  screensWithoutRecords: 1,
  sha256: "f".repeat(64),
};
const HOUR_MS = 3_600_000;
const openings = [
  {
    siteId: "p",
    names: { vi: "Cửa khẩu thử", en: "Test gate" },
    screens: 2,
    hours: [],
    openMs: 720 * HOUR_MS,
    planned: { insideMs: 1_234.56 * HOUR_MS, outsideMs: 0 },
  },
];
const letterhead = {
  parentAgency: "Cơ quan cấp trên",
  agency: "Cơ quan ban hành",
  symbol: "CQBH",
  place: "Địa danh",
  addressees: ["Cơ quan nhận báo cáo"],
  recipients: ["Lãnh đạo đơn vị"],
  draftingUnit: "P1",
  signerTitles: ["KT. Giám đốc", "Phó giám đốc"],
};

async function parts(head = { letterhead, number: 7 as number | null, signedDate: "2026-12-03" as string | null }) {
  const files = unzipText(await reportDocx(report, head, openings));
  const document = files.get("word/document.xml") ?? "";
  const headers = [...files].filter(([name]) => name.startsWith("word/header")).map(([, xml]) => xml);
  return { files, document, headers, text: document.replace(/<[^>]+>/g, "|").replace(/\|+/g, "|") };
}

describe("the monthly report as CSV", () => {
  test("UTF-8 with a byte order mark, Vietnamese heads, and no text that a spreadsheet would run", () => {
    const csv = reportCsv(report, openings);
    expect(csv.startsWith("\ufeffPhần,Bảng,")).toBe(true);
    expect(csv).toContain("Lượt phát kế hoạch (lượt)");
    expect(csv).toContain("'=HYPERLINK(1)");
    expect(csv).not.toMatch(/(^|,)"?=/m);
    expect(csv).toContain("chưa có bản ghi");
    expect(csv).toContain("Giờ hoạt động,Theo điểm,,2026-11,Cửa khẩu thử,Mở cửa (giờ),720,");
    expect(csv).toContain("Kế hoạch phát trong giờ mở cửa (giờ),1234.6,Kế hoạch phát ngoài giờ mở cửa (giờ),0");
    expect(csvFile([["a;=1", "a; @b", "a\tb", "a;b"]])).toBe("\ufeffa;'=1,a; '@b,a\tb,a;b\r\n");
    expect(csvFile([["-1+1", "+x", "@y", "\tz", 'a"b', "c,d", -5, null]])).toBe(
      '\ufeff\'-1+1,\'+x,\'@y,\'\tz,"a""b","c,d",-5,\r\n',
    );
  });
});

describe("the monthly report as DOCX", () => {
  test("A4 with the decree's margins, the appendix in landscape, page numbers centred at the top but not on first pages", async () => {
    const { document, headers } = await parts();
    expect(document).toMatch(/<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"\/>/);
    expect(document).toMatch(/<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"/);
    expect(document).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"\/>/);
    expect(document.match(/<w:titlePg\/>/g)?.length).toBe(2);
    const numbered = headers.filter((xml) => xml.includes("PAGE"));
    expect(numbered.length).toBe(2);
    for (const xml of numbered) expect(xml).toContain('<w:jc w:val="center"/>');
    expect(headers.filter((xml) => !xml.includes("PAGE")).length).toBe(2);
  });

  test("Times New Roman for every script of every run, and Vietnamese as its language", async () => {
    const { document, files } = await parts();
    const runs = document.match(/<w:r>.*?<\/w:r>/g) ?? [];
    expect(runs.length).toBeGreaterThan(50);
    for (const xml of runs) {
      for (const script of ["ascii", "hAnsi", "cs", "eastAsia"]) expect(xml).toContain(`w:${script}="Times New Roman"`);
    }
    expect(files.get("word/styles.xml")).toContain('w:val="vi-VN"');
  });

  test("national head, agency, number, date with its leading zeros, addressee, recipients and a blank signature", async () => {
    const { text } = await parts();
    for (const wanted of [
      "|CƠ QUAN CẤP TRÊN|",
      "|CƠ QUAN BAN HÀNH|",
      "|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|",
      "|Độc lập - Tự do - Hạnh phúc|",
      "|Số: 07/BC-CQBH|",
      "|Địa danh, ngày 03 tháng 12 năm 2026|",
      "|BÁO CÁO|",
      "|Kính gửi: Cơ quan nhận báo cáo|",
      "|Nơi nhận:|",
      "|- Như trên;|",
      "|- Lưu: VT, P1.|",
      "|KT. GIÁM ĐỐC|",
    ]) {
      expect(text).toContain(wanted);
    }
    expect((await parts({ letterhead, number: 7, signedDate: "2027-02-09" })).text).toContain(
      "ngày 09 tháng 02 năm 2027",
    );
    const open = (
      await parts({ letterhead: { ...letterhead, agency: "", addressees: [] }, number: null, signedDate: null })
    ).text;
    expect(open).toContain("ngày … tháng … năm …");
    expect(open).not.toContain("Kính gửi");
    expect(open).not.toContain("Như trên");
  });

  test("numbered tables whose head row comes again and whose rows stay whole; no figure where nothing was recorded", async () => {
    const { document, text } = await parts();
    expect(text).toContain("Bảng 1. Tổng hợp");
    expect(text).toContain("Bảng 2. Kết quả theo màn hình");
    expect(text).toContain("Bảng 3. Kết quả theo tin bài");
    expect(text).toContain("Bảng 4. Giờ hoạt động");
    expect(text).toContain("|Cửa khẩu thử|720|1.234,6|0|");
    expect(text).not.toContain("Bảng 5.");
    expect(document.match(/<w:tblHeader\/>/g)?.length).toBe(4);
    const rows = document.match(/<w:tr>.*?<\/w:tr>/g) ?? [];
    for (const row of rows) expect(row).toContain("<w:cantSplit/>");
    expect(text).toContain("|1.234|");
    const silent = rows.find((row) => row.includes("Màn hình 2")) ?? "";
    expect(silent.match(/chưa có bản ghi/g)?.length).toBe(7);
    expect(text.normalize("NFC")).toBe(text);
  });
});
