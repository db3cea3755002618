import { readFileSync } from "node:fs";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import type { ReportDocument } from "../../schemas/report-document.ts";
import { PDF_TEMPLATE } from "./pdf-template.ts";
import { printedReport } from "./printed-report.ts";
import { REPORT_FONTS, reportFontPath } from "./report-fonts.ts";
import { scriptsIn } from "./script-runs.ts";

/** A folder that does not exist: the template can read nothing but what it is given. */
const NO_FILES_DIR = join("/", "no-files");

/**
 * The report as PDF, with the texts and layout of its DOCX; scripts that Times does not hold in fonts of their own. The
 * same document gives the same bytes. Keeps its process busy for as long as it takes: the server asks `reportFile`.
 */
export function documentPdf(document: ReportDocument): Buffer {
  const printed = printedReport(document);
  // Fonts that the report has no letter for are not read: the Chinese one alone is ten megabytes.
  const scripts = scriptsIn(JSON.stringify(printed));
  const fonts = REPORT_FONTS.filter((font) => scripts.has(font.script));
  const compiler = NodeCompiler.create({
    workspace: NO_FILES_DIR,
    fontArgs: [{ fontBlobs: fonts.map((font) => readFileSync(reportFontPath(font))) }],
  });
  const report = JSON.stringify({
    printed,
    layout: pageLayout(),
    fonts: [...new Set(fonts.map(({ family }) => family))],
  });
  const compiled = compiler.compile({ mainFileContent: PDF_TEMPLATE, inputs: { report } });
  if (compiled.result === null)
    throw new Error(`The report cannot be set: ${JSON.stringify(compiled.takeError()?.shortDiagnostics ?? [])}`);
  const creationTimestamp = Math.floor(document.evidence.untilMs / 1_000);
  const pdf = compiler.pdf(compiled.result, { creationTimestamp });
  compiler.evictCache(0);
  return pdf;
}

function pageLayout() {
  const { page, pageNumber, body, elements } = readDecree30Layout();
  return {
    ...page.marginMm,
    numberPt: pageNumber.sizePt.min,
    bodyPt: elements.body?.sizePt.max ?? 14,
    gapPt: body.spaceBetweenParagraphsPt,
    indentMm: body.firstLineIndentMm.max,
    nationalName: elements.nationalName?.text ?? "",
    motto: elements.motto?.text ?? "",
  };
}
