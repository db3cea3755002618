import type { ProjectFile } from "./project-files.ts";

export const MAX_LINES = 300;

const MEASURED = /\.(ts|tsx|mjs|css)$/;
const WEAK = new RegExp(
  [
    String.raw`\b(?:it|test|describe)\.(?:only|skip|todo)\b`,
    String.raw`catch\s*(?:\([^)]*\))?\s*\{\s*\}`,
    String.raw`\bTO` + String.raw`DO\b`,
    String.raw`\bFIX` + String.raw`ME\b`,
    `@ts-${"ignore"}`,
    String.raw`\bas a` + String.raw`ny\b`,
  ].join("|"),
);

/** One line for each file that holds more than one idea, and for each line that is unfinished or hides a failure. */
export function findWeakLines(files: readonly ProjectFile[]): string[] {
  const measured = files.filter((file) => MEASURED.test(file.path));
  return measured.flatMap((file) => {
    const lines = file.text.split("\n");
    const tooLong =
      lines.length - 1 > MAX_LINES ? [`${file.path} has ${lines.length - 1} lines; ${MAX_LINES} at most`] : [];
    const weak = lines.flatMap((line, index) => (WEAK.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : []));
    return [...tooLong, ...weak];
  });
}
