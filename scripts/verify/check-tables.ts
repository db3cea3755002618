import type { Cell, Report, Table } from "./bundle-shapes.ts";
import type { ExpectedFigures, Figures, LanguageGroup } from "./expected-figures.ts";
import type { Findings } from "./findings.ts";

const NO_PROGRAMME = "Chưa gắn chương trình";
const OWN_PART = " (nội dung chung)";
const GROUP_NAMES: Readonly<Record<string, LanguageGroup>> = {
  "Tiếng Việt": "official",
  "Tiếng dân tộc": "minority",
  "Tiếng nước ngoài": "foreign",
};

/** How a row of a table is found among what was counted; `undefined`: nothing is known by its name. */
type FindRow = (level: string, name: string) => { readonly figures: Figures; readonly covers: string } | undefined;

/** Counts tables B2 and B3 again and tells each cell that differs. Returns how many cells were compared. */
export function checkTables(report: Report, expected: ExpectedFigures, findings: Findings): number {
  let cells = 0;
  for (const table of report.tables) {
    if (table.id === "B2") {
      cells += checkTable(table, "programme", programmeRows(expected), expected, findings, {
        all: expected.programmesPlayed(),
        nameOf: (code) => (code === "" ? NO_PROGRAMME : expected.programmeName(code)),
      });
    }
    if (table.id === "B3") {
      cells += checkTable(table, "lang", languageRows(expected), expected, findings, {
        all: expected.languagesPlayed(),
        nameOf: (tag) => expected.languageName(tag),
      });
    }
  }
  return cells;
}

function checkTable(
  table: Table,
  nameColumn: string,
  findRow: FindRow,
  expected: ExpectedFigures,
  findings: Findings,
  wanted: { readonly all: ReadonlySet<string>; readonly nameOf: (code: string) => string },
): number {
  const keys = table.columns.map(({ key }) => key);
  const covered = new Set<string>();
  let compared = 0;
  for (const { level, cells } of table.rows) {
    const name = cells[keys.indexOf(nameColumn)]?.text ?? "";
    // Late plays of earlier periods: their records are in no archive of this period.
    if (level === "part") continue;
    const found = level === "total" ? { figures: expected.all(), covers: "" } : findRow(level, name);
    if (found === undefined) {
      tellRow(findings, table.id, name, "không có trong các bản ghi", "nothing of that name is in the records");
      continue;
    }
    if (level === "row") covered.add(found.covers);
    for (const [index, key] of keys.entries()) {
      const wantedCell = cellOf(key, found.figures, expected.all());
      if (wantedCell === undefined) continue;
      compared += 1;
      const isSame = sayCell(cells[index]) === sayCell(wantedCell);
      if (!isSame) tellCell(findings, `${table.id}`, name, key, sayCell(cells[index]), sayCell(wantedCell));
    }
  }
  for (const code of wanted.all) {
    if (!covered.has(code)) tellRow(findings, table.id, wanted.nameOf(code), "bị thiếu", "it is missing");
  }
  return compared;
}

function programmeRows(expected: ExpectedFigures): FindRow {
  const codes = [...new Set([...expected.programmes.map(({ code }) => code), ...expected.programmesPlayed()])];
  const used = new Set<string>();
  let group: string | null = null;
  const sumOf = (isWanted: (code: string) => boolean) =>
    expected.sum((count) => isWanted(expected.mainProgramme(count)));
  return (level, name) => {
    if (level === "group") {
      const root = codes.find((code) => expected.programmeName(code) === name && expected.lineOf(code).length === 1);
      group = root ?? null;
      if (root === undefined) return undefined;
      return { figures: sumOf((code) => expected.lineOf(code).at(-1) === root), covers: root };
    }
    if (name === NO_PROGRAMME) return { figures: sumOf((code) => code === ""), covers: "" };
    const bare = name.endsWith(OWN_PART) ? name.slice(0, -OWN_PART.length) : name;
    const named = codes.filter((code) => code !== "" && !used.has(code) && expected.programmeName(code) === bare);
    const own = named.find((code) => expected.lineOf(code).at(-1) === group) ?? named[0];
    if (own === undefined) return undefined;
    used.add(own);
    return { figures: sumOf((code) => code === own), covers: own };
  };
}

function languageRows(expected: ExpectedFigures): FindRow {
  const tags = [...new Set([...expected.languages.map(({ tag }) => tag), ...expected.languagesPlayed()])];
  const sumOf = (isWanted: (tag: string) => boolean) => expected.sum((count) => isWanted(expected.languageOf(count)));
  return (level, name) => {
    if (level === "group") {
      const group = GROUP_NAMES[name];
      if (group === undefined) return undefined;
      return { figures: sumOf((tag) => expected.groupOf(tag) === group), covers: group };
    }
    const own = tags.find((tag) => expected.languageName(tag) === name);
    if (own === undefined) return undefined;
    return { figures: sumOf((tag) => tag === own), covers: own };
  };
}

/** The cell that a column must hold; `undefined`: it does not follow from the records alone. */
function cellOf(key: string, figures: Figures, all: Figures): Cell | undefined {
  if (key === "minutes") return { kind: "number", value: Math.round(figures.airtimeMs / 6_000), digits: 1 };
  if (key === "share") {
    if (all.airtimeMs === 0) return { kind: "unknown" };
    return { kind: "share", ppm: Math.round((figures.airtimeMs * 1_000_000) / all.airtimeMs) };
  }
  const counted: Readonly<Record<string, number>> = {
    played: figures.played,
    panel_unknown: figures.panel_unknown,
    panel_off: figures.panel_off,
    partial: figures.partial,
    products: figures.products,
    clusters: figures.clusters,
  };
  const value = counted[key];
  return value === undefined ? undefined : { kind: "number", value, digits: 0 };
}

function sayCell(cell: Cell | undefined): string {
  if (cell?.kind === "number") return String((cell.value ?? 0) / 10 ** (cell.digits ?? 0));
  if (cell?.kind === "share") return `${(cell.ppm ?? 0) / 10_000} %`;
  return cell?.kind ?? "–";
}

function tellCell(
  findings: Findings,
  table: string,
  row: string,
  column: string,
  document: string,
  records: string,
): void {
  findings.tell({
    file: "report.json",
    row: null,
    where: { vi: `bảng ${table}, dòng ${row}, cột ${column}`, en: `table ${table}, row ${row}, column ${column}` },
    what: {
      vi: `báo cáo ghi ${document}, bản ghi cho ${records}`,
      en: `document says ${document}, records say ${records}`,
    },
  });
}

function tellRow(findings: Findings, table: string, row: string, vi: string, en: string): void {
  const where = { vi: `bảng ${table}, dòng ${row}`, en: `table ${table}, row ${row}` };
  findings.tell({ file: "report.json", row: null, where, what: { vi, en } });
}
