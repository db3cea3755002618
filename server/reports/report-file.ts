import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runTool } from "../../content/tools/run-tool.ts";
import type { ReportDocument } from "../../schemas/report-document.ts";
import { startTurns } from "../turns.ts";
import type { ReportFileFormat, ReportFileJob } from "./report-file-job.ts";

/** The child is the last to get a processor: beside much other work the DOCX of 500 screens takes more than a minute. */
const LONGEST_MS = 180_000;
const LIMITS = { memoryBytes: 2_000_000_000, fileBytes: 100_000_000 };
let turn: Promise<unknown> = Promise.resolve();

/** Making the file failed or took too long. */
export class ReportFileFailed extends Error {
  override name = "ReportFileFailed";
}

/**
 * The report as DOCX, PDF or XLSX, made in a child process at low priority, so that no other request waits and a fault of
 * the typesetter ends the child alone; one file after another. The same document gives the same bytes. Throws
 * ReportFileFailed when that fails or takes longer than `longestMs`.
 */
export function reportFile(
  document: ReportDocument,
  format: ReportFileFormat,
  longestMs = LONGEST_MS,
): Promise<Buffer> {
  const made = turn.then(() => inChild({ document, format }, longestMs));
  turn = made.catch(() => undefined);
  return made;
}

async function inChild(job: ReportFileJob, timeoutMs: number): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), "report-file-"));
  try {
    const [jobPath, filePath] = [join(dir, "job.json"), join(dir, "file")];
    await writeFile(jobPath, await textOf(job));
    const run = { path: process.execPath, args: [...workerArguments(), jobPath, filePath] };
    const { exitCode, stdout, stderr } = await runTool({ ...run, limits: { ...LIMITS, timeoutMs } });
    if (exitCode !== 0 || stdout !== "") throw new Error(stdout || `The worker ended with ${exitCode}.\n${stderr}`);
    return await readFile(filePath);
  } catch (error) {
    throw new ReportFileFailed(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** As JSON, made while others have their turn: a certificate of ten thousand lines is some million bytes. */
async function textOf({ document: { tables, ...rest }, ...job }: ReportFileJob): Promise<string> {
  const turns = startTurns();
  const tableTexts: string[] = [];
  for (const { rows, ...table } of tables) {
    const rowTexts: string[] = [];
    for (const row of rows) {
      rowTexts.push(JSON.stringify(row));
      await turns.rest();
    }
    tableTexts.push(withMember(table, "rows", `[${rowTexts.join(",")}]`));
  }
  return withMember(job, "document", withMember(rest, "tables", `[${tableTexts.join(",")}]`));
}

/** The JSON of an object that has members, with one more whose JSON is known. */
function withMember(object: object, name: string, text: string): string {
  return `${JSON.stringify(object).slice(0, -1)},"${name}":${text}}`;
}

/** From source the worker is TypeScript and runs under tsx; in `dist/` it lies built beside the bundle. */
function workerArguments(): string[] {
  if (!import.meta.url.endsWith(".ts")) return [fileURLToPath(new URL("report-file-worker.js", import.meta.url))];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return ["--import", tsx, fileURLToPath(new URL("report-file-worker.ts", import.meta.url))];
}
