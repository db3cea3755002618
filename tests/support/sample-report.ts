import {
  type ReportCell,
  type ReportColumn,
  ReportDocument,
  type ReportRow,
  type ReportTable,
} from "../../schemas/report-document.ts";

const text = (value: string, language?: string): ReportCell =>
  language === undefined ? { kind: "text", text: value } : { kind: "text", text: value, language };
const count = (value: number, digits = 0): ReportCell => ({
  kind: "number",
  value: Math.round(value * 10 ** digits),
  digits,
});
const column = (key: string, label: string, more: Partial<ReportColumn> = {}): ReportColumn => ({
  key,
  label,
  unit: null,
  formula: null,
  basis: null,
  ...more,
});
const row = (cells: ReportCell[], level: ReportRow["level"] = "row"): ReportRow => ({ level, cells });

/** Texts that some format might take for markup, a formula or an end. */
export const NASTY_TEXTS = [
  '=HYPERLINK("http://x.invalid","y")',
  "+1+1",
  "-2",
  "@SUM(A1)",
  '#include "x.typ"',
  "$x$ *đậm* _nghiêng_ `mã` <nhãn> \\",
  "<w:p>&amp;</w:p>",
  "]]> {{x}} <!-- -->",
] as const;

/** Titles by language, each of a script of its own. */
export const SCRIPT_TITLES = {
  vi: "Bảo vệ chủ quyền, an ninh biên giới quốc gia",
  km: "សេចក្តីជូនដំណឹងអំពីការឆ្លងកាត់ព្រំដែន",
  lo: "ແຈ້ງການກ່ຽວກັບການຂ້າມຊາຍແດນ",
  th: "ประกาศเกี่ยวกับการผ่านแดน",
  zh: "关于口岸通关的通知",
  blt: "ꪼꪕ ꪒꪾ ꪁꪫꪱꪣ",
  cjm: "ꨌꩌ ꨀꨇꩉ",
} as const;

const kinds: ReportTable = {
  id: "B1",
  number: 1,
  title: "Tình hình hoạt động của cụm thông tin điện tử",
  columns: [
    column("stt", "STT"),
    column("name", "Tên cụm"),
    column("hours", "Giờ hoạt động", { unit: "giờ", basis: "measured", formula: "tổng giờ màn hình sáng" }),
    column("uptime", "Tỷ lệ hoạt động", { unit: "%", basis: "measured" }),
    column("reach", "Lượt tiếp cận", { unit: "lượt", basis: "estimated" }),
    column("outside", "Cụm ngoài hệ thống", { unit: "cụm", basis: "declared" }),
    column("opened", "Ngày hoạt động"),
    column("seen", "Tín hiệu cuối"),
  ],
  rows: [
    row(
      [text("I"), text("Cửa khẩu quốc tế"), ...Array.from({ length: 6 }, (): ReportCell => ({ kind: "blank" }))],
      "group",
    ),
    row([
      count(1),
      text("Cụm số 1"),
      count(1_234.56, 1),
      { kind: "share", ppm: 983_456 },
      count(43_700),
      count(2),
      { kind: "date", date: "2024-02-05" },
      { kind: "instant", atMs: Date.parse("2026-10-31T16:59:00Z") },
    ]),
    row([
      count(2),
      text("Cụm số 2"),
      { kind: "number", value: 12, digits: 0, isDeclared: true },
      { kind: "unknown", why: "không có nhịp báo trong kỳ" },
      { kind: "no-source" },
      count(0),
      { kind: "blank" },
      { kind: "share", ppm: 5_000, isDeclared: true },
    ]),
    row([{ kind: "blank" }, text("Trong đó dùng chung"), count(-1), { kind: "share", ppm: -0 }, ...filled(4)], "part"),
    row(
      [{ kind: "blank" }, text("Tổng cộng"), count(1_246.6, 1), { kind: "share", ppm: 1_000_000 }, ...filled(4)],
      "total",
    ),
  ],
  notes: ["Giờ hoạt động tính trong khung giờ quy chế."],
};

function filled(count: number): ReportCell[] {
  return Array.from({ length: count }, () => ({ kind: "blank" }));
}

const titles: ReportTable = {
  id: "B3",
  number: 2,
  title: "Kết quả phát theo ngôn ngữ",
  columns: [
    column("stt", "STT"),
    column("title", "Tên nội dung"),
    column("played", "Lượt phát", { unit: "lượt", basis: "measured" }),
  ],
  rows: [
    ...Object.entries(SCRIPT_TITLES).map(([language, title], index) =>
      row([count(index + 1), text(title, language), count(1_000 + index)]),
    ),
    ...NASTY_TEXTS.map((nasty, index) => row([count(20 + index), text(nasty), count(2_000 + index)])),
  ],
  notes: [],
};

const wide = (rows: number): ReportTable => ({
  id: "B2",
  number: 3,
  title: "Kết quả phát theo chương trình, nguồn kinh phí",
  columns: [
    column("stt", "STT"),
    column("programme", "Chương trình, dự án, nội dung"),
    column("products", "Số sản phẩm", { unit: "sản phẩm", basis: "measured" }),
    column("new", "Trong đó sản phẩm mới", { unit: "sản phẩm", basis: "measured" }),
    column("planned", "Lượt phát kế hoạch", { unit: "lượt", basis: "planned" }),
    column("played", "Lượt phát thực tế", { unit: "lượt", basis: "measured" }),
    column("rate", "Tỷ lệ thực hiện", { unit: "%", basis: "measured" }),
    column("minutes", "Thời lượng phát", { unit: "phút", basis: "measured" }),
    column("clusters", "Số cụm có phát", { unit: "cụm", basis: "measured" }),
    column("fund", "Nguồn kinh phí"),
  ],
  rows: Array.from({ length: rows }, (_, index) =>
    row([
      count(index + 1),
      text(`Chương trình số ${index + 1}: thông tin đối ngoại vùng biên giới`),
      count(index % 40),
      count(index % 7),
      count(40_000 + index * 13),
      count(39_000 + index * 13),
      { kind: "share", ppm: 970_000 + index * 7 },
      count(1_000 + index / 4, 1),
      count(index % 12),
      text("Ngân sách địa phương"),
    ]),
  ),
  notes: [],
});

/** A report with every kind of cell, every script, nasty texts and a long wide table. */
export function sampleReport(wideRows = 200): ReportDocument {
  return ReportDocument.parse({
    type: "report",
    kind: "month",
    subject: "Kết quả hoạt động và phát nội dung trên các cụm thông tin điện tử tại cửa khẩu tháng 10 năm 2026",
    period: { fromDate: "2026-10-01", toDate: "2026-10-31", name: "tháng 10 năm 2026" },
    correction: 1,
    frame: {
      parentAgency: "Ủy ban nhân dân tỉnh",
      agency: "Sở Thử nghiệm và Đối chiếu",
      symbol: "STNĐC",
      number: 7,
      place: "Địa danh",
      signedOn: "2026-11-05",
      legalBases: [
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
        "Căn cứ kế hoạch phát nội dung năm 2026 của đơn vị",
      ],
      addressees: ["Cơ quan nhận báo cáo thứ nhất", "Cơ quan nhận báo cáo thứ hai"],
      recipients: ["Lãnh đạo đơn vị"],
      draftingUnit: "P1",
      signerTitles: ["KT. Giám đốc", "Phó giám đốc"],
    },
    sections: [
      {
        key: "general",
        heading: "I. Tình hình chung",
        level: 1,
        paragraphs: [
          "Trong tháng 10 năm 2026, đơn vị quản lý, vận hành 2 cụm thông tin điện tử tại 1 cửa khẩu; tỷ lệ hoạt động đạt 98,3%. Tổng số 88 sản phẩm bằng 7 ngôn ngữ được phát với 143.790 lượt.\nĐoạn thứ hai: #let x = 1 và *không đậm*.",
        ],
        tableIds: [],
      },
      { key: null, heading: "II. Kết quả thực hiện", level: 1, paragraphs: [], tableIds: [] },
      { key: null, heading: "1. Hoạt động của các cụm (Bảng 1)", level: 2, paragraphs: [], tableIds: ["B1"] },
      { key: null, heading: "2. Kết quả phát theo ngôn ngữ (Bảng 2)", level: 2, paragraphs: [], tableIds: ["B3"] },
      { key: null, heading: "3. Kết quả phát theo chương trình (Bảng 3)", level: 2, paragraphs: [], tableIds: ["B2"] },
      {
        key: "review",
        heading: "III. Đánh giá",
        level: 1,
        paragraphs: [SCRIPT_TITLES.km, "Ưu điểm: ……"],
        tableIds: [],
      },
    ],
    tables: [kinds, titles, wide(wideRows)],
    closing: "Trên đây là báo cáo kết quả tháng 10 năm 2026, đơn vị trân trọng báo cáo./.",
    evidence: {
      untilReceivedMs: Date.parse("2026-11-04T17:00:00Z"),
      untilMs: Date.parse("2026-10-31T17:00:00Z"),
      records: 143_790,
      tablesSha256: "ab".repeat(32),
    },
  });
}
