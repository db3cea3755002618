import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fontPackageDir, REPORT_FONTS, reportFontFile, reportFontPath } from "../server/reports/report-fonts.ts";

/** Copies the fonts of PDF reports, each with its licence. They must lie as `report-fonts` beside every bundle that holds `report-fonts.ts`. */
export async function buildReportFonts(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  await Promise.all(
    REPORT_FONTS.flatMap((font) => [
      copyFile(reportFontPath(font), join(outDir, reportFontFile(font))),
      copyFile(join(fontPackageDir(font), "LICENSE_FONT"), join(outDir, `${font.packageName}.LICENSE.txt`)),
    ]),
  );
}
