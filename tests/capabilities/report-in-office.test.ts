import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { buildReportFonts } from "../../scripts/build-report-fonts.ts";
import { documentDocx } from "../../server/reports/document-docx.ts";
import { documentPdf } from "../../server/reports/document-pdf.ts";
import { figuresIn, pdfFonts, pdfInfo, pdfText } from "../support/read-pdf.ts";
import { SCRIPT_TITLES, sampleReport } from "../support/sample-report.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const ONLY_LONG = IS_LONG ? "" : " (only in the long run, which installs LibreOffice)";

/** Opens the DOCX as a reader's office would, with the fonts of the PDF in place of those it names. */
async function throughOffice(docx: Buffer, dir: string): Promise<Buffer> {
  await buildReportFonts(join(dir, "fonts"));
  const config = join(dir, "fonts.conf");
  writeFileSync(
    config,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${dir}/fonts</dir><cachedir>${dir}/cache</cachedir><alias binding="same"><family>Times New Roman</family><prefer><family>Tinos</family></prefer></alias></fontconfig>`,
  );
  writeFileSync(join(dir, "report.docx"), docx);
  execFileSync(
    "soffice",
    [
      "--headless",
      `-env:UserInstallation=file://${dir}/profile`,
      "--convert-to",
      "pdf",
      "--outdir",
      dir,
      join(dir, "report.docx"),
    ],
    { env: { ...process.env, FONTCONFIG_FILE: config, HOME: dir }, stdio: "pipe", timeout: 300_000 },
  );
  return readFileSync(join(dir, "report.pdf"));
}

describe.runIf(IS_LONG)(`a report's DOCX in an office program${ONLY_LONG}`, () => {
  test("opens, shows the figures of the PDF, every script in its font, and ink on every page", async () => {
    const dir = mkdtempSync(join(tmpdir(), "office-"));
    try {
      const report = sampleReport();
      const shown = await throughOffice(await documentDocx(report), dir);
      expect(figuresIn(pdfText(shown))).toEqual(figuresIn(pdfText(documentPdf(report))));
      expect(pdfText(shown).replace(/\s/g, "")).toContain(SCRIPT_TITLES.zh);
      const families = pdfFonts(shown).map((font) => font.name.replace(/-.*/, ""));
      expect(families).toEqual(
        expect.arrayContaining([
          "Tinos",
          "NotoSansKhmer",
          "NotoSansLao",
          "NotoSansThai",
          "NotoSansTaiViet",
          "NotoSansCham",
          "NotoSansSC",
        ]),
      );
      const pages = Number(pdfInfo(shown).get("Pages"));
      expect(pages).toBeGreaterThan(10);
      execFileSync("pdftoppm", ["-r", "50", "-png", join(dir, "report.pdf"), join(dir, "page")]);
      for (let page = 1; page <= pages; page += 1) {
        const picture = join(dir, `page-${String(page).padStart(String(pages).length, "0")}.png`);
        const { channels } = await sharp(picture).stats();
        expect(channels[0]?.min, `page ${page}`).toBeLessThan(100);
        expect(channels[0]?.mean, `page ${page}`).toBeGreaterThan(200);
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
