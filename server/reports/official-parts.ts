import {
  type AlignmentType,
  BorderStyle,
  type ISpacingProperties,
  type Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
} from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";

const layout = readDecree30Layout();

/** Twentieths of a point: what Word counts pages in. */
export const twips = (mm: number): number => Math.round((mm * 1_440) / 25.4);

const { family } = layout.font;
/** Set for all four script classes: a single name would leave Khmer and Chinese to the reader's own choice. */
export const FONT = { ascii: family, hAnsi: family, cs: family, eastAsia: family };

const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: "auto" };
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };

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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
