/** What a cell holds; a number is written plainly, so that a spreadsheet computes with it. */
export type CsvCell = string | number | null;

/**
 * A CSV file (RFC 4180) as spreadsheets read Vietnamese: UTF-8 with a byte order mark, lines ending in CR LF. Text that
 * a spreadsheet would take for a formula is led by an apostrophe, which it shows as text; also behind a semicolon, where
 * a spreadsheet set up for Vietnamese begins a cell.
 */
export function csvFile(rows: readonly (readonly CsvCell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell.normalize("NFC");
  const safe = text.replace(/(^|[;\t\r\n]\s*)([=+\-@\t\r\n|%])/g, "$1'$2");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
