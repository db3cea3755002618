import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Script } from "./script-runs.ts";

/** A font that PDF reports are drawn with. */
export interface ReportFont {
  /** As the template names it. */
  readonly family: string;
  readonly script: Script;
  /** Of the package that it comes in, under `@expo-google-fonts/`. */
  readonly packageName: string;
  /** Folder in the package, and the letters that end the file's name. */
  readonly cut: string;
}

const font = (family: string, script: Script, packageName: string, cut = "400Regular"): ReportFont => ({
  family,
  script,
  packageName,
  cut,
});

/** In the order in which they are asked for a letter. Tinos measures as Times New Roman does. */
export const REPORT_FONTS: readonly ReportFont[] = [
  font("Tinos", "latin", "tinos"),
  font("Tinos", "latin", "tinos", "700Bold"),
  font("Tinos", "latin", "tinos", "400Regular_Italic"),
  font("Tinos", "latin", "tinos", "700Bold_Italic"),
  font("Noto Sans", "latin", "noto-sans"),
  font("Noto Sans", "latin", "noto-sans", "700Bold"),
  font("Noto Sans Khmer", "khmer", "noto-sans-khmer"),
  font("Noto Sans Lao", "lao", "noto-sans-lao"),
  font("Noto Sans Thai", "thai", "noto-sans-thai"),
  font("Noto Sans Tai Viet", "tai-viet", "noto-sans-tai-viet"),
  font("Noto Sans Cham", "cham", "noto-sans-cham"),
  font("Noto Sans SC", "han", "noto-sans-sc"),
];

/** `Tinos_400Regular.ttf`. */
export function reportFontFile({ family, cut }: ReportFont): string {
  return `${family.replaceAll(" ", "")}_${cut}.ttf`;
}

/** Where the font lies: beside the bundle in `dist/`, in its package when run from source. */
export function reportFontPath(one: ReportFont): string {
  const file = reportFontFile(one);
  if (!import.meta.url.endsWith(".ts")) return fileURLToPath(new URL(`report-fonts/${file}`, import.meta.url));
  return join(fontPackageDir(one), one.cut, file);
}

/** The package's folder, which holds the licence too. */
export function fontPackageDir({ packageName }: ReportFont): string {
  return dirname(createRequire(import.meta.url).resolve(`@expo-google-fonts/${packageName}/package.json`));
}
