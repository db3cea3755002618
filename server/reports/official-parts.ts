import {
  AlignmentType,
  BorderStyle,
  type IRunOptions,
  type ISpacingProperties,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";

const layout = readDecree30Layout();

/** Twentieths of a point: what Word counts pages in. */
export const twips = (mm: number): number => Math.round((mm * 1_440) / 25.4);

const { family } = layout.font;
/** Set for all four script classes: a single name would leave Khmer and Chinese to the reader's own choice. */
export const FONT = { ascii: family, hAnsi: family, cs: family, eastAsia: family };

/** Half points. */
export const BODY_SIZE = 28;
const CELL_SIZE = 22;
const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: "auto" };
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };
const LINE = { style: BorderStyle.SINGLE, size: 4, color: "000000" };

type Alignment = (typeof AlignmentType)[keyof typeof AlignmentType];

export interface LineOptions {
  readonly sizePt?: number;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly upper?: boolean;
  readonly align?: Alignment;
  readonly indentMm?: number;
  readonly spacing?: ISpacingProperties;
  readonly keepNext?: boolean;
}

/** A run in the decree's font. `upper` changes the letters themselves, as the decree asks, not their display. */
export function run(text: string, options: LineOptions = {}): TextRun {
  const written = (options.upper === true ? text.toLocaleUpperCase("vi") : text).normalize("NFC");
  const settings: IRunOptions = {
    text: written,
    font: FONT,
    size: options.sizePt === undefined ? BODY_SIZE : options.sizePt * 2,
    bold: options.bold ?? false,
    italics: options.italic ?? false,
    color: "000000",
  };
  return new TextRun(settings);
}

/** One paragraph of one run. */
export function line(text: string, options: LineOptions = {}): Paragraph {
  return new Paragraph({
    children: [run(text, options)],
    alignment: options.align ?? AlignmentType.CENTER,
    spacing: options.spacing ?? { before: 0, after: 0 },
    keepNext: options.keepNext ?? false,
    ...(options.indentMm === undefined ? {} : { indent: { firstLine: twips(options.indentMm) } }),
  });
}

/** Running text: justified, first line set in, at least 6 pt between paragraphs. */
export function bodyText(text: string, options: LineOptions = {}): Paragraph {
  return line(text, {
    align: AlignmentType.JUSTIFIED,
    indentMm: layout.body.firstLineIndentMm.max,
    spacing: { before: layout.body.spaceBetweenParagraphsPt * 20, after: 0 },
    ...options,
  });
}

/** The solid line under a name or title; set in from both sides by the given part of the column. */
export function rule(columnMm: number, part: number): Paragraph {
  const inset = twips((columnMm * (1 - part)) / 2);
  return new Paragraph({
    children: [new TextRun({ text: "", font: FONT, size: 4 })],
    border: { top: { ...LINE, space: 1 } },
    indent: { left: inset, right: inset },
    spacing: { before: 20, after: 0, line: 60, lineRule: "exact" },
  });
}

/** Columns side by side without lines between them. */
export function sideBySide(widthsMm: readonly number[], rows: readonly (readonly Paragraph[])[][]): Table {
  return new Table({
    width: { size: twips(sum(widthsMm)), type: WidthType.DXA },
    columnWidths: widthsMm.map(twips),
    layout: TableLayoutType.FIXED,
    borders: { ...NO_BORDERS, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    rows: rows.map(
      (cells) =>
        new TableRow({
          cantSplit: true,
          children: cells.map(
            (children, column) =>
              new TableCell({
                children: [...children],
                borders: NO_BORDERS,
                width: { size: twips(widthsMm[column] ?? 0), type: WidthType.DXA },
              }),
          ),
        }),
    ),
  });
}

export interface DataColumn {
  readonly label: string;
  readonly widthMm: number;
  readonly numeric: boolean;
}

/** A ruled table whose first row comes again on every page and whose rows do not break across pages. */
export function dataTable(
  columns: readonly DataColumn[],
  rows: readonly (readonly string[])[],
  boldLast: boolean,
): Table {
  const cell = (text: string, column: DataColumn, bold: boolean, align: Alignment) =>
    new TableCell({
      width: { size: twips(column.widthMm), type: WidthType.DXA },
      verticalAlign: VerticalAlign.CENTER,
      margins: { left: 60, right: 60, top: 30, bottom: 30 },
      children: [line(text, { sizePt: CELL_SIZE / 2, bold, align })],
    });
  return new Table({
    width: { size: twips(sum(columns.map((column) => column.widthMm))), type: WidthType.DXA },
    columnWidths: columns.map((column) => twips(column.widthMm)),
    layout: TableLayoutType.FIXED,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map((column) => cell(column.label, column, true, AlignmentType.CENTER)),
      }),
      ...rows.map(
        (texts, index) =>
          new TableRow({
            cantSplit: true,
            children: columns.map((column, place) =>
              cell(
                texts[place] ?? "",
                column,
                boldLast && index === rows.length - 1,
                column.numeric ? AlignmentType.RIGHT : AlignmentType.LEFT,
              ),
            ),
          }),
      ),
    ],
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
