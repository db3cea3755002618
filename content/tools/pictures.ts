import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import { runTool, ToolFailed, type ToolLimits } from "./run-tool.ts";
import type { FitWithin } from "./sharp.ts";

/** What the picture worker is asked: inspect when there are no outputs, else make them. */
export interface PictureJob {
  readonly path: string;
  readonly outputs: readonly { readonly path: string; readonly within: FitWithin }[];
}

const Header = z.object({
  format: z.enum(["jpeg", "png", "webp"]),
  widthPx: z.int().min(1),
  heightPx: z.int().min(1),
  pages: z.int().min(1),
});

const Answer = z.union([
  z.object({ problem: z.literal("damaged"), header: Header.optional() }),
  z.object({ problem: z.enum(["animated", "too-many-pixels"]), header: Header }),
  z.object({ header: Header, sizes: z.array(z.object({ widthPx: z.int().min(1), heightPx: z.int().min(1) })) }),
]);
export type PictureAnswer = z.infer<typeof Answer>;

/** 50 million pixels of 16 bits with transparency, once decoded and once turned, with room to work. */
const LIMITS: ToolLimits = { memoryBytes: 2_000_000_000, fileBytes: 100_000_000, timeoutMs: 120_000 };

/**
 * Lets a child process decode a picture from outside, so that a decoder's fault ends the child alone.
 * Rejects with `ToolFailed` when the child came to no answer.
 */
export async function workOnPicture(job: PictureJob, signal?: AbortSignal): Promise<PictureAnswer> {
  const { exitCode, stdout, stderr } = await runTool({
    path: process.execPath,
    args: [...workerArguments(), JSON.stringify(job)],
    limits: LIMITS,
    signal,
  });
  if (exitCode !== 0) throw new ToolFailed(`The picture worker ended with ${exitCode}.\n${stderr}`);
  return Answer.parse(JSON.parse(stdout));
}

/** From source the worker is TypeScript and runs under tsx; in `dist/` it lies built beside the bundle. */
function workerArguments(): string[] {
  if (!import.meta.url.endsWith(".ts")) return [fileURLToPath(new URL("picture-worker.js", import.meta.url))];
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return ["--import", tsx, fileURLToPath(new URL("picture-worker.ts", import.meta.url))];
}
