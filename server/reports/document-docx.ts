import {
  AlignmentType,
  Document,
  type FileChild,
  Header,
  type ISectionOptions,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import type { ReportDocument } from "../../schemas/report-document.ts";
import { BODY_PT, paragraph, ruleBelow, running } from "./document-parts.ts";
import { tableBlock } from "./document-table.ts";
import { repacked } from "./fixed-zip.ts";
import { FONT, sideBySide, twips } from "./official-parts.ts";
import { type PrintedBlock, type PrintedReport, printedReport } from "./printed-report.ts";
import { LANDSCAPE_WIDTH_MM, TEXT_WIDTH_MM } from "./table-layout.ts";

const layout = readDecree30Layout();
const HEAD_WIDTHS_MM = [TEXT_WIDTH_MM * 0.42, TEXT_WIDTH_MM * 0.58] as const;
const NAME_PT = 13;
/** Between the third and the half that the decree asks for. */
const SHORT_RULE = 0.42;

/**
 * The report as an official document (Decree 30/2020/NĐ-CP): A4, national head, numbered tables with repeated heads, wide
 * ones in a landscape appendix, room for a signature left blank. The same document gives the same bytes.
 */
export async function documentDocx(document: ReportDocument): Promise<Buffer> {
  const printed = printedReport(document);
  const packed = await Packer.toBuffer(
    new Document({
      title: `${printed.kindName} ${printed.subject}`,
      creator: printed.agency,
      lastModifiedBy: printed.agency,
      styles: {
        default: {
          document: { run: { font: FONT, size: BODY_PT * 2, language: { value: layout.font.language } } },
        },
      },
      sections: [
        section(false, [...opening(printed), ...printed.blocks.flatMap(block), ...ending(printed)]),
        ...(printed.appendix === null ? [] : [section(true, appendix(printed, printed.appendix))]),
      ],
    }),
  );
  const made = new Date(document.evidence.untilMs).toISOString().replace(/\.\d+Z$/, "Z");
  return repacked(packed, (name, xml) =>
    name === "docProps/core.xml" ? xml.replace(/(<dcterms:\w+ [^>]*>)[^<]*/g, `$1${made}`) : xml,
  );
}

/** Page numbers centred in the top margin, not on a part's first page; the appendix counts its own. */
function section(isLandscape: boolean, children: FileChild[]): ISectionOptions {
  const { marginMm, widthMm, heightMm } = layout.page;
  const number = new TextRun({
    children: [PageNumber.CURRENT],
    font: FONT,
    size: layout.pageNumber.sizePt.min * 2,
  });
  return {
    properties: {
      titlePage: true,
      page: {
        size: {
          width: twips(widthMm),
          height: twips(heightMm),
          orientation: isLandscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
        },
        margin: {
          top: twips(marginMm.top),
          bottom: twips(marginMm.bottom),
          left: twips(marginMm.left),
          right: twips(marginMm.right),
          header: twips(10),
        },
        pageNumbers: { start: 1 },
      },
    },
    headers: {
      default: new Header({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [number] })] }),
      first: new Header({ children: [new Paragraph({})] }),
    },
    children,
  };
}

function opening(printed: PrintedReport): FileChild[] {
  const { nationalName, motto } = layout.elements;
  const [left, right] = HEAD_WIDTHS_MM;
  const gap = { before: 120 };
  const mottoText = motto?.text ?? "";
  return [
    sideBySide(HEAD_WIDTHS_MM, [
      [
        [
          paragraph(printed.parentAgency, { sizePt: NAME_PT }),
          paragraph(printed.agency, { sizePt: NAME_PT, bold: true }),
          ruleBelow(printed.agency, NAME_PT, left, SHORT_RULE),
        ],
        [
          // Set tight by half a point: the name stays in one line beside the agency's.
          paragraph(nationalName?.text ?? "", { sizePt: nationalName?.sizePt.min ?? 12, bold: true }),
          paragraph(mottoText, { sizePt: NAME_PT, bold: true }),
          ruleBelow(mottoText, NAME_PT, right, 1),
        ],
      ],
      [
        [paragraph(printed.numberLine, { sizePt: NAME_PT, spacing: gap })],
        [paragraph(printed.placeAndDate, { sizePt: BODY_PT, italic: true, spacing: gap })],
      ],
    ]),
    paragraph(printed.kindName, { sizePt: BODY_PT, bold: true, spacing: { before: 360 } }),
    paragraph(printed.subject, { sizePt: BODY_PT, bold: true }),
    ruleBelow(printed.subject, BODY_PT, TEXT_WIDTH_MM, SHORT_RULE),
    ...(printed.correction === ""
      ? []
      : [paragraph(printed.correction, { sizePt: NAME_PT, italic: true, spacing: { before: 60 } })]),
    ...addressees(printed.addressees),
    ...printed.legalBases.map((base) => running(base, { italic: true })),
  ];
}

function addressees(names: readonly string[]): Paragraph[] {
  if (names.length === 0) return [];
  if (names.length === 1) return [paragraph(`Kính gửi: ${names[0]}`, { spacing: { before: 240, after: 120 } })];
  return [
    paragraph("Kính gửi:", { spacing: { before: 240 } }),
    ...names.map((name, index) => paragraph(`- ${name}${index === names.length - 1 ? "." : ";"}`)),
  ];
}

function block(one: PrintedBlock): FileChild[] {
  if (one.kind === "table") return tableBlock(one);
  return [running(one.text, one.kind === "heading" ? { bold: true, keepNext: true } : {})];
}

/** Last sentence, recipients and the place for a signature, which stays blank. */
function ending(printed: PrintedReport): FileChild[] {
  const [label, list] = [
    layout.elements.recipients?.sizePt.min ?? 12,
    layout.elements.recipients?.listSizePt?.min ?? 11,
  ];
  const blank = [1, 2, 3, 4].map(() => paragraph(" "));
  return [
    running(printed.closing),
    ...(printed.appendix === null ? [evidence(printed)] : []),
    paragraph(" ", { sizePt: 6 }),
    sideBySide(
      [TEXT_WIDTH_MM * 0.5, TEXT_WIDTH_MM * 0.5],
      [
        [
          [
            paragraph("Nơi nhận:", { sizePt: label, bold: true, italic: true, align: AlignmentType.LEFT }),
            ...printed.recipients.map((line) => paragraph(line, { sizePt: list, align: AlignmentType.LEFT })),
          ],
          [...printed.signerTitles.map((title) => paragraph(title, { sizePt: BODY_PT, bold: true })), ...blank],
        ],
      ],
    ),
  ];
}

function appendix(printed: PrintedReport, { title, reference, tables }: NonNullable<PrintedReport["appendix"]>) {
  return [
    paragraph("Phụ lục", { sizePt: 14, bold: true }),
    paragraph(title, { sizePt: 14, bold: true }),
    paragraph(reference, { sizePt: 14, italic: true }),
    ruleBelow(reference, 14, LANDSCAPE_WIDTH_MM, SHORT_RULE),
    ...tables.flatMap(tableBlock),
    evidence(printed),
  ];
}

function evidence(printed: PrintedReport): Paragraph {
  return running(printed.evidence, { sizePt: 11, italic: true });
}
