import {
  AlignmentType,
  type FileChild,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlign,
  WidthType,
} from "docx";
import { paragraph } from "./document-parts.ts";
import type { LineOptions } from "./official-parts.ts";
import { twips } from "./official-parts.ts";
import type { PrintedCell, PrintedTable } from "./printed-report.ts";

const CAPTION_PT = 13;
const NOTE_PT = 11;
const ALIGN = { left: AlignmentType.LEFT, right: AlignmentType.RIGHT, center: AlignmentType.CENTER };

/** Caption, ruled table and notes. The head comes again on every page and no row breaks across pages. */
export function tableBlock(table: PrintedTable): FileChild[] {
  return [
    paragraph(table.caption, { bold: true, sizePt: CAPTION_PT, spacing: { before: 160, after: 80 }, keepNext: true }),
    ruledTable(table),
    ...table.notes.map((note, index) =>
      paragraph(note, {
        sizePt: NOTE_PT,
        italic: true,
        align: AlignmentType.LEFT,
        spacing: { before: index === 0 ? 60 : 0, after: 0 },
      }),
    ),
  ];
}

function ruledTable(table: PrintedTable): Table {
  const { widthsMm, sizePt } = table;
  return new Table({
    width: { size: twips(widthsMm.reduce((total, mm) => total + mm, 0)), type: WidthType.DXA },
    columnWidths: widthsMm.map(twips),
    layout: TableLayoutType.FIXED,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: table.heads.map((text, place) =>
          cell({ text, align: "center" }, widthsMm[place] ?? 0, { sizePt, bold: true }),
        ),
      }),
      ...table.rows.map(
        ({ level, cells }) =>
          new TableRow({
            cantSplit: true,
            children: cells.map((one, place) =>
              cell(one, widthsMm[place] ?? 0, {
                sizePt,
                bold: level === "group" || level === "total",
                italic: level === "part",
              }),
            ),
          }),
      ),
    ],
  });
}

function cell({ text, align }: PrintedCell, widthMm: number, options: LineOptions): TableCell {
  return new TableCell({
    width: { size: twips(widthMm), type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { left: 60, right: 60, top: 30, bottom: 30 },
    children: [paragraph(text, { ...options, align: ALIGN[align] })],
  });
}
