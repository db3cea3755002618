import type { ReportDocument } from "../../schemas/report-document.ts";
import { documentDocx } from "./document-docx.ts";
import { documentPdf } from "./document-pdf.ts";
import { documentXlsx } from "./document-xlsx.ts";

/** Files that take long enough to be made in a child process. */
export type ReportFileFormat = "docx" | "pdf" | "xlsx";

/** What the child process is given. */
export interface ReportFileJob {
  readonly format: ReportFileFormat;
  readonly document: ReportDocument;
}

export type ReportFileAnswer = { readonly file: Uint8Array } | { readonly problem: string };

const MAKERS: Record<ReportFileFormat, (document: ReportDocument) => Buffer | Promise<Buffer>> = {
  docx: documentDocx,
  pdf: documentPdf,
  xlsx: documentXlsx,
};

/** Makes the file, or says why not; never throws. */
export async function doReportFileJob({ format, document }: ReportFileJob): Promise<ReportFileAnswer> {
  try {
    return { file: await MAKERS[format](document) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
