import { AlignmentType, BorderStyle, type IParagraphOptions, Paragraph, TextRun } from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import { FONT, type LineOptions, twips } from "./official-parts.ts";
import { printedWidthMm } from "./printed-width.ts";
import { type Script, scriptRuns } from "./script-runs.ts";

const layout = readDecree30Layout();
export const BODY_PT = layout.elements.body?.sizePt.max ?? 14;

/**
 * Fonts for scripts that the decree's own font does not hold, as office programs know them: complex scripts are drawn in
 * `cs`, Chinese in `eastAsia`. Latin letters are always the decree's font.
 */
const SCRIPT_FONTS: Record<Script, { readonly fonts: typeof FONT; readonly language: object }> = {
  latin: { fonts: FONT, language: {} },
  khmer: { fonts: { ...FONT, cs: "Leelawadee UI" }, language: { bidirectional: "km-KH" } },
  lao: { fonts: { ...FONT, cs: "Leelawadee UI" }, language: { bidirectional: "lo-LA" } },
  thai: { fonts: { ...FONT, cs: "Leelawadee UI" }, language: { bidirectional: "th-TH" } },
  "tai-viet": { fonts: everywhere("Noto Sans Tai Viet"), language: {} },
  cham: { fonts: everywhere("Noto Sans Cham"), language: {} },
  han: { fonts: { ...FONT, eastAsia: "SimSun" }, language: { eastAsia: "zh-CN" } },
};

function everywhere(name: string): typeof FONT {
  return { ascii: name, hAnsi: name, cs: name, eastAsia: name };
}

/** Text in the decree's font, each script in one that can draw it. */
export function textRuns(text: string, options: LineOptions): TextRun[] {
  return scriptRuns(text).map(
    (part) =>
      new TextRun({
        text: part.text,
        font: SCRIPT_FONTS[part.script].fonts,
        size: (options.sizePt ?? BODY_PT) * 2,
        bold: options.bold ?? false,
        italics: options.italic ?? false,
        color: layout.font.colour.slice(1),
        language: { value: layout.font.language, ...SCRIPT_FONTS[part.script].language },
      }),
  );
}

/** One paragraph, centred and tight unless told otherwise. */
export function paragraph(text: string, options: LineOptions = {}, more: IParagraphOptions = {}): Paragraph {
  return new Paragraph({
    children: textRuns(text, options),
    alignment: options.align ?? AlignmentType.CENTER,
    spacing: options.spacing ?? { before: 0, after: 0 },
    keepNext: options.keepNext ?? false,
    ...(options.indentMm === undefined ? {} : { indent: { firstLine: twips(options.indentMm) } }),
    ...more,
  });
}

/** Running text as the decree sets it. */
export function running(text: string, options: LineOptions = {}): Paragraph {
  return paragraph(text, {
    align: AlignmentType.JUSTIFIED,
    indentMm: layout.body.firstLineIndentMm.max,
    spacing: { before: layout.body.spaceBetweenParagraphsPt * 20, after: 0 },
    ...options,
  });
}

/** The solid line below a text, of the given part of its length. */
export function ruleBelow(text: string, sizePt: number, columnMm: number, part: number): Paragraph {
  const textMm = Math.min(printedWidthMm(text, sizePt, true), columnMm);
  const inset = twips((columnMm - textMm * part) / 2);
  return new Paragraph({
    children: [new TextRun({ text: "", font: FONT, size: 4 })],
    border: { top: { style: BorderStyle.SINGLE, size: 6, color: "000000", space: 1 } },
    indent: { left: inset, right: inset },
    spacing: { before: 20, after: 0, line: 60, lineRule: "exact" },
  });
}
