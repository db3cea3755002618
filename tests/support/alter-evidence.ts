import type { Finding } from "../../scripts/verify/findings.ts";
import { type EvidenceFiles, fixManifest, linesOf } from "./evidence-world.ts";

/** An alteration, and what must be found because of it. */
export interface Altered {
  readonly files: EvidenceFiles;
  readonly told: string;
  isNamed(finding: Finding): boolean;
}

/** Alters one thing in one of many ways; every second time the list's hash is made to fit. */
export function alter(files: EvidenceFiles, pick: (below: number) => number): Altered {
  const ways = [
    alterByte,
    alterByte,
    alterByte,
    dropRow,
    doubleRow,
    swapRows,
    alterFigure,
    alterWord,
    alterList,
    alterText,
  ];
  const way = ways[pick(ways.length)] ?? alterByte;
  return way(files, pick);
}

type Way = typeof alter;

function pickRow(files: EvidenceFiles, pick: (below: number) => number, least = 1) {
  const names = [...files.keys()].filter((name) => name.endsWith(".jsonl") && linesOf(files, name).length >= least);
  // Records and what they hang on are met as often as all the rest.
  const ofPlayers = names.filter((name) => name.startsWith("players/"));
  const among = pick(2) === 0 ? ofPlayers : names;
  const name = among[pick(among.length)] ?? "";
  return { name, lines: linesOf(files, name) };
}

function putLines(files: EvidenceFiles, name: string, lines: readonly string[], fix: boolean): void {
  files.set(name, Buffer.from(lines.map((line) => `${line}\n`).join("")));
  if (fix) fixManifest(files, name);
}

const atRow = (name: string, row: number) => (finding: Finding) => finding.file === name && finding.row === row;

const alterByte: Way = (files, pick) => {
  const { name, lines } = pickRow(files, pick);
  const row = pick(lines.length);
  const bytes = Buffer.from(lines[row] ?? "");
  const at = pick(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + pick(127));
  const before = lines.slice(0, row).map((line) => `${line}\n`);
  const after = lines.slice(row + 1).map((line) => `${line}\n`);
  files.set(name, Buffer.concat([Buffer.from(before.join("")), bytes, Buffer.from(`\n${after.join("")}`)]));
  if (pick(2) === 0) fixManifest(files, name);
  return { files, told: `${name} row ${row + 1} byte ${at}`, isNamed: atRow(name, row + 1) };
};

const dropRow: Way = (files, pick) => {
  const { name, lines } = pickRow(files, pick);
  const row = pick(lines.length);
  putLines(files, name, lines.toSpliced(row, 1), pick(2) === 0);
  return { files, told: `${name} without row ${row + 1}`, isNamed: atRow(name, row + 1) };
};

const doubleRow: Way = (files, pick) => {
  const { name, lines } = pickRow(files, pick);
  const row = pick(lines.length);
  putLines(files, name, lines.toSpliced(row, 0, lines[row] ?? ""), pick(2) === 0);
  return { files, told: `${name} row ${row + 1} twice`, isNamed: atRow(name, row + 2) };
};

const swapRows: Way = (files, pick) => {
  const { name, lines } = pickRow(files, pick, 2);
  const row = pick(lines.length - 1);
  putLines(files, name, lines.toSpliced(row, 2, lines[row + 1] ?? "", lines[row] ?? ""), pick(2) === 0);
  return { files, told: `${name} rows ${row + 1} and ${row + 2} swapped`, isNamed: atRow(name, row + 1) };
};

/** As much of a report as is altered. */
interface AnyReport {
  subject: string;
  closing: string;
  frame: { agency: string };
  sections: { heading: string }[];
  tables: {
    id: string;
    title: string;
    rows: { cells: { kind: string; value?: number; ppm?: number; text?: string }[] }[];
  }[];
}

/** Changes the report; where asked, the list says its new hash. */
export function changeReport(files: EvidenceFiles, fix: boolean, change: (report: AnyReport) => void): void {
  const report = JSON.parse((files.get("report.json") ?? Buffer.alloc(0)).toString("utf8")) as AnyReport;
  change(report);
  files.set("report.json", Buffer.from(JSON.stringify(report)));
  if (fix) fixManifest(files, "report.json");
}

const alterFigure: Way = (files, pick) => {
  let told = "";
  changeReport(files, pick(2) === 0, ({ tables }) => {
    const figures = tables.flatMap(({ id, rows }) =>
      rows.flatMap(({ cells }, row) => cells.flatMap((cell) => (cell.kind === "number" ? [{ id, row, cell }] : []))),
    );
    const figure = figures[pick(figures.length)];
    if (figure === undefined) throw new Error("There is no figure.");
    figure.cell.value = (figure.cell.value ?? 0) + 1 + pick(9);
    told = `table ${figure.id}, row number ${figure.row + 1}`;
  });
  return { files, told, isNamed: ({ where }) => where.en.startsWith(told) };
};

const alterWord: Way = (files, pick) => {
  const words: readonly (readonly [string, (report: AnyReport) => void])[] = [
    ["subject", (report) => lengthen(report, "subject")],
    ["frame", ({ frame }) => lengthen(frame, "agency")],
    ["closing", (report) => lengthen(report, "closing")],
    ["section 2", ({ sections }) => lengthen(sections[1], "heading")],
    ["table B3", ({ tables }) => lengthen(tables[2], "title")],
  ];
  const [place, change] = words[pick(words.length)] ?? ["", () => undefined];
  changeReport(files, pick(2) === 0, change);
  return { files, told: place, isNamed: ({ where }) => where.en.endsWith(place) };
};

function lengthen<Name extends string>(of: Record<Name, string> | undefined, name: Name): void {
  if (of === undefined) throw new Error("There is nothing of that name.");
  of[name] += "x";
}

/** A hash in the signed list. */
const alterList: Way = (files, pick) => {
  const manifest = JSON.parse((files.get("MANIFEST.json") ?? Buffer.alloc(0)).toString("utf8")) as {
    files: { name: string; sha256: string }[];
  };
  const file = manifest.files[pick(manifest.files.length)];
  if (file === undefined) throw new Error("The list is empty.");
  const at = pick(64);
  file.sha256 = `${file.sha256.slice(0, at)}${file.sha256[at] === "0" ? "1" : "0"}${file.sha256.slice(at + 1)}`;
  files.set("MANIFEST.json", Buffer.from(JSON.stringify(manifest)));
  return { files, told: `hash of ${file.name}`, isNamed: (finding) => finding.file === file.name };
};

/** A byte of a file that has no rows. */
const alterText: Way = (files, pick) => {
  const names = ["README.txt", "report.json", "MANIFEST.json", "MANIFEST.sig.json"];
  const name = names[pick(names.length)] ?? "";
  const bytes = files.get(name) ?? Buffer.alloc(0);
  const at = pick(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + pick(127));
  return { files, told: `${name} byte ${at}`, isNamed: (finding) => finding.file === name };
};
