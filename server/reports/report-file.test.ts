import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildForNode } from "../../scripts/build-for-node.ts";
import { buildReportFonts } from "../../scripts/build-report-fonts.ts";
import { buildWorker } from "../../scripts/build-worker.ts";
import { sampleReport } from "../../tests/support/sample-report.ts";
import { documentDocx } from "./document-docx.ts";
import { documentPdf } from "./document-pdf.ts";
import { documentXlsx } from "./document-xlsx.ts";
import { reportFile } from "./report-file.ts";

const report = sampleReport(3);
let dir: string;
let built: { reportFile: typeof reportFile };

/** As in `dist/`: bundle, worker and fonts beside each other. Inside the project, so that the packages are found. */
beforeAll(async () => {
  const cacheDir = join(import.meta.dirname, "..", "..", "node_modules", ".cache");
  mkdirSync(cacheDir, { recursive: true });
  dir = mkdtempSync(join(cacheDir, "report-file-"));
  const bundle = join(dir, "server.mjs");
  await Promise.all([
    buildWorker("report-file", join(dir, "report-file-worker.js")),
    buildReportFonts(join(dir, "report-fonts")),
    buildForNode("server/reports/report-file.ts", bundle),
  ]);
  built = await import(pathToFileURL(bundle).href);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("report files made in a child process", () => {
  test("are the same bytes as made here, asked for at once and given one after another", async () => {
    const formats = ["docx", "pdf", "xlsx"] as const;
    const made = await Promise.all(formats.map((format) => built.reportFile(report, format)));
    const here = [await documentDocx(report), documentPdf(report), await documentXlsx(report)];
    expect(made.map((file, place) => file.equals(here[place] ?? Buffer.alloc(0)))).toEqual([true, true, true]);
  });

  test("one that takes too long is given up, and the next is made", async () => {
    const both = [built.reportFile(report, "pdf", 1), built.reportFile(report, "xlsx")];
    const [slow, next] = await Promise.allSettled(both);
    expect(slow).toMatchObject({ status: "rejected", reason: { name: "ReportFileFailed" } });
    expect(next?.status).toBe("fulfilled");
  });

  test("one that cannot be made says why", async () => {
    const broken = { ...report, evidence: { ...report.evidence, untilMs: 9e15 } };
    await expect(built.reportFile(broken, "docx")).rejects.toThrow("Invalid time value");
  });

  test("are made from source too", async () => {
    expect((await reportFile(report, "xlsx")).equals(await documentXlsx(report))).toBe(true);
  });
});
