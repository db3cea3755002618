import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { PartRow, Report, type Table } from "./bundle-shapes.ts";
import type { Findings, Told } from "./findings.ts";
import { type Bundle, readAllRows, readWhole, sha256 } from "./read-files.ts";

const FILE = "report.json";

/** The report, held against the sums of its parts; null when it cannot be read. */
export async function readReport(bundle: Bundle): Promise<Report | null> {
  const bytes = await readWhole(bundle, FILE);
  const rows = await readAllRows(bundle, "parts.jsonl", PartRow, namePart);
  if (bytes === null) return null;
  const text = bytes.toString("utf8");
  const document = parse(text);
  if (document === undefined) {
    bundle.findings.tellFile(FILE, { vi: "không đọc được", en: "it cannot be read" });
    return null;
  }
  const told = new Map(rows.map(({ row }) => [row.part, row.sha256]));
  const own = partsOf(document);
  for (const name of new Set([...told.keys(), ...own.keys()])) {
    const part = own.get(name);
    if (part !== undefined && told.get(name) === sha256(canonicalJson(part.value))) continue;
    const { vi, en } = part?.where ?? { vi: name, en: name };
    const what = {
      vi: "không phải phần đã được ghi tổng trong parts.jsonl",
      en: "it is not the part whose sum stands in parts.jsonl",
    };
    bundle.findings.tell({ file: FILE, row: null, where: { vi, en }, what });
  }
  const report = Report.safeParse(document);
  if (report.success) return report.data;
  bundle.findings.tellFile(FILE, { vi: "không đúng khuôn báo cáo", en: "it is not a report" });
  return null;
}

/** Holds what the report says of its own evidence against what was counted. */
export function checkEvidence(report: Report, records: number, findings: Findings): void {
  const { tablesSha256, records: told } = report.evidence;
  if (tablesSha256 !== sha256(canonicalJson(report.tables))) {
    findings.tellFile(FILE, {
      vi: "tablesSha256 không phải tổng của các bảng",
      en: "tablesSha256 is not the sum of the tables",
    });
  }
  if (told === records) return;
  findings.tellFile(FILE, {
    vi: `báo cáo ghi dựa trên ${told} bản ghi, ở đây có ${records}`,
    en: `it says that it rests on ${told} records, there are ${records}`,
  });
}

interface Part {
  readonly value: unknown;
  readonly where: Told;
}

/** Every part once: rows of tables by themselves, sections by themselves, the rest by its name. */
function partsOf(document: Readonly<Record<string, unknown>>): Map<string, Part> {
  const { tables, sections, ...rest } = document;
  const parts = new Map<string, Part>();
  for (const [name, value] of Object.entries(rest)) parts.set(name, { value, where: same(`${FILE}, ${name}`) });
  for (const [index, value] of listOf(sections).entries()) {
    const where = { vi: `${FILE}, mục ${index + 1}`, en: `${FILE}, section ${index + 1}` };
    parts.set(`sections/${index + 1}`, { value, where });
  }
  for (const table of listOf(tables)) {
    const { rows, ...head } = table as Table;
    parts.set(`tables/${head.id}`, { value: head, where: { vi: `bảng ${head.id}`, en: `table ${head.id}` } });
    for (const [index, row] of listOf(rows).entries()) {
      const where = {
        vi: `bảng ${head.id}, dòng thứ ${index + 1}${nameOfRow(row)}`,
        en: `table ${head.id}, row number ${index + 1}${nameOfRow(row)}`,
      };
      parts.set(`tables/${head.id}/rows/${index + 1}`, { value: row, where });
    }
  }
  return parts;
}

function nameOfRow(row: unknown): string {
  const cells = listOf((row as { cells?: unknown } | null)?.cells);
  const text = cells.map((cell) => (cell as { text?: unknown } | null)?.text).find((one) => typeof one === "string");
  return text === undefined ? "" : ` (${String(text)})`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && canonicalJson(value) === text ? (value as Record<string, unknown>) : undefined;
  } catch {
    // The caller tells that it cannot be read.
    return undefined;
  }
}

function namePart(row: unknown): Told | null {
  const parsed = PartRow.safeParse(row);
  return parsed.success ? { vi: `phần ${parsed.data.part}`, en: `part ${parsed.data.part}` } : null;
}

function same(text: string): Told {
  return { vi: text, en: text };
}
