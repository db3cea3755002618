import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What stands in a PDF below its page numbers, read by poppler. */
export function pdfText(pdf: Buffer): string {
  // In points: from below the top margin's number to beyond the page, upright or on its side.
  return withFile(pdf, (file) => poppler("pdftotext", ["-x", "0", "-y", "46", "-W", "900", "-H", "900", file, "-"]));
}

/** Families of the fonts in a PDF, and whether each is embedded. */
export function pdfFonts(pdf: Buffer): { name: string; isEmbedded: boolean }[] {
  const lines = withFile(pdf, (file) => poppler("pdffonts", [file]))
    .split("\n")
    .slice(2);
  return lines
    .filter((line) => line !== "")
    .map((line) => ({
      name: line.split(/\s/)[0]?.replace(/^[A-Z]{6}\+/, "") ?? "",
      isEmbedded: / yes +yes +yes +\d+/.test(line),
    }));
}

/** Facts such as `Pages` and `Page size`. */
export function pdfInfo(pdf: Buffer): Map<string, string> {
  const lines = withFile(pdf, (file) => poppler("pdfinfo", [file])).split("\n");
  return new Map(lines.map((line) => [line.split(":")[0] ?? "", line.slice(line.indexOf(":") + 1).trim()]));
}

/** All figures in a text, sorted: dates, numbers, shares, times. */
export function figuresIn(text: string): string[] {
  return (text.match(/-?\d[\d.,:/%]*/g) ?? []).map((figure) => figure.replace(/[.,:]+$/, "")).sort();
}

function poppler(tool: string, args: readonly string[]): string {
  return execFileSync(tool, args, { encoding: "utf8", env: { ...process.env, TZ: "UTC" } });
}

function withFile<Result>(pdf: Buffer, read: (file: string) => Result): Result {
  const dir = mkdtempSync(join(tmpdir(), "pdf-"));
  try {
    const file = join(dir, "report.pdf");
    writeFileSync(file, pdf);
    return read(file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
