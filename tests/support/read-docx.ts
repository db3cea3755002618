import { type CheerioAPI, load } from "cheerio/slim";
import { unzipText } from "./unzip.ts";

/** One paragraph of a DOCX as its XML says it; lengths in the file's own units. */
export interface DocxParagraph {
  readonly text: string;
  readonly align: string;
  readonly halfPoints: ReadonlySet<number>;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly fonts: ReadonlySet<string>;
  readonly colours: ReadonlySet<string>;
  readonly firstLine: number;
  readonly before: number;
  readonly hasRule: boolean;
  readonly isInTable: boolean;
}

/** A DOCX read from its XML. */
export interface DocxReading {
  readonly files: Map<string, string>;
  readonly xml: CheerioAPI;
  readonly paragraphs: readonly DocxParagraph[];
  /** Cells of each ruled table, row by row; the head is row 0. */
  readonly tables: readonly (readonly (readonly string[])[])[];
}

/** Reads what a layout check needs. Runs that a paragraph has without text are left out. */
export function readDocx(archive: Buffer): DocxReading {
  const files = unzipText(archive);
  const xml = load(files.get("word/document.xml") ?? "", { xml: true });
  const ruled = xml("w\\:tbl").filter((_, table) => xml(table).find("w\\:tblHeader").length > 0);
  return {
    files,
    xml,
    paragraphs: xml("w\\:p")
      .toArray()
      .map((element) => {
        const one = xml(element);
        const runs = one.find("w\\:r").filter((_, run) => xml(run).find("w\\:t").text() !== "");
        const values = (tag: string, name: string) =>
          new Set(
            runs
              .find(tag)
              .toArray()
              .flatMap((found) => xml(found).attr(name) ?? []),
          );
        const on = (tag: string) => {
          const found = runs.first().find(tag);
          return found.length > 0 && found.attr("w:val") !== "false";
        };
        return {
          text: one.find("w\\:t").text(),
          align: one.find("w\\:jc").attr("w:val") ?? "",
          halfPoints: new Set([...values("w\\:sz", "w:val")].map(Number)),
          isBold: on("w\\:b"),
          isItalic: on("w\\:i"),
          fonts: values("w\\:rFonts", "w:ascii"),
          colours: values("w\\:color", "w:val"),
          firstLine: Number(one.find("w\\:ind").attr("w:firstLine") ?? 0),
          before: Number(one.find("w\\:pPr > w\\:spacing").attr("w:before") ?? 0),
          hasRule: one.find("w\\:pBdr").length > 0,
          isInTable: one.closest("w\\:tbl").length > 0,
        };
      }),
    tables: ruled.toArray().map((table) =>
      xml(table)
        .find("w\\:tr")
        .toArray()
        .map((line) =>
          xml(line)
            .find("w\\:tc")
            .toArray()
            .map((cell) => xml(cell).find("w\\:t").text()),
        ),
    ),
  };
}

/** The text of a DOCX, a line for each paragraph, entities as written: enough to look for figures, and quick. */
export function docxText(archive: Buffer): string {
  const xml = unzipText(archive).get("word/document.xml") ?? "";
  const paragraphs = xml.split("</w:p>").map((one) => [...one.matchAll(/<w:t(?: [^>]*)?>([^<]*)/g)]);
  return paragraphs.map((texts) => texts.map((text) => text[1]).join("")).join("\n");
}
