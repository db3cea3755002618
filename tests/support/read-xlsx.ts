import { load } from "cheerio/slim";
import { unzipText } from "./unzip.ts";

/** A cell as stored: a number, or a text; `format` is how a number is shown. */
export interface XlsxCell {
  readonly value: string | number | null;
  readonly format: string;
}

/** A sheet as stored: rows of cells by column, and how many rows stay at the top. */
export interface XlsxSheet {
  readonly name: string;
  readonly rows: readonly (readonly (XlsxCell | undefined)[])[];
  readonly frozenRows: number;
  readonly formulas: number;
}

/** Reads a workbook from its XML alone. */
export function readXlsx(archive: Buffer): XlsxSheet[] {
  const files = unzipText(archive);
  const part = (name: string) => load(files.get(name) ?? "", { xml: true });
  const strings = part("xl/sharedStrings.xml");
  const texts = strings("si")
    .toArray()
    .map((one) => strings(one).find("t").text());
  const styles = part("xl/styles.xml");
  const codes = new Map(
    styles("numFmt")
      .toArray()
      .map((one) => [styles(one).attr("numFmtId"), styles(one).attr("formatCode") ?? ""]),
  );
  const formats = styles("cellXfs > xf")
    .toArray()
    .map((one) => codes.get(styles(one).attr("numFmtId")) ?? "");
  const workbook = part("xl/workbook.xml");
  return workbook("sheet")
    .toArray()
    .map((one, place) => {
      const sheet = part(`xl/worksheets/sheet${place + 1}.xml`);
      const rows: (XlsxCell | undefined)[][] = [];
      for (const cell of sheet("c").toArray()) {
        const [, letters = "", line = ""] = /^([A-Z]+)(\d+)$/.exec(sheet(cell).attr("r") ?? "") ?? [];
        const column = [...letters].reduce((total, letter) => total * 26 + letter.charCodeAt(0) - 64, 0) - 1;
        const raw = sheet(cell).find("v").text();
        const isText = sheet(cell).attr("t") === "s";
        const row = rows[Number(line) - 1] ?? [];
        row[column] = {
          value: raw === "" ? null : isText ? (texts[Number(raw)] ?? null) : Number(raw),
          format: formats[Number(sheet(cell).attr("s") ?? 0)] ?? "",
        };
        rows[Number(line) - 1] = row;
      }
      return {
        name: workbook(one).attr("name") ?? "",
        rows,
        frozenRows: Number(sheet("pane").attr("ySplit") ?? 0),
        formulas: sheet("f").length,
      };
    });
}
