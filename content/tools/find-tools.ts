import { execFile } from "node:child_process";
import { access, chmod, constants, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { runTool, type ToolLimits } from "./run-tool.ts";

export interface Tool {
  readonly path: string;
  /** As the tool itself says, e.g. `5.1.9-0+deb12u1`. */
  readonly version: string;
  readonly from: "setting" | "system" | "npm";
}

/** The two programs all video work needs, found and tried. */
export interface MediaTools {
  readonly ffmpeg: Tool;
  readonly ffprobe: Tool;
}

export interface FindToolsOptions {
  /** Path of an ffmpeg to use and no other; an ffprobe beside it is preferred. */
  readonly ffmpegPath?: string | null | undefined;
  /** false: leave out what lies on PATH. */
  readonly searchSystem?: boolean;
}

/** No usable ffmpeg or ffprobe; the message is one sentence that says what to install. */
export class ToolsMissing extends Error {
  override readonly name = "ToolsMissing";
}

type Candidate = Pick<Tool, "path" | "from">;

const TRY_LIMITS: ToolLimits = { memoryBytes: 2_000_000_000, fileBytes: 1_000_000, timeoutMs: 20_000 };

/**
 * Finds ffmpeg with libx264 and aac, and ffprobe: the path given, else PATH, else the npm packages. Each is run before
 * it is believed. Rejects with `ToolsMissing` when none will do.
 */
export async function findTools(options: FindToolsOptions = {}): Promise<MediaTools> {
  const ffmpeg = await findFfmpeg(options);
  const ffprobe = await findFirst([
    ...(options.ffmpegPath ? [{ path: join(dirname(options.ffmpegPath), "ffprobe"), from: "setting" } as const] : []),
    ...(await systemAndNpm("ffprobe", options)),
  ]);
  if (ffprobe === undefined) {
    throw new ToolsMissing("ffprobe was not found: install it with `apt-get install ffmpeg`.");
  }
  return { ffmpeg, ffprobe };
}

async function findFfmpeg(options: FindToolsOptions): Promise<Tool> {
  if (options.ffmpegPath) {
    const set = await tryCandidate({ path: options.ffmpegPath, from: "setting" });
    if (set !== undefined && (await hasEncoders(set))) return set;
    throw new ToolsMissing(
      `FFMPEG_PATH names ${options.ffmpegPath}, which is not an ffmpeg with libx264 and aac: correct it or leave it empty.`,
    );
  }
  for (const candidate of await systemAndNpm("ffmpeg", options)) {
    const found = await tryCandidate(candidate);
    if (found !== undefined && (await hasEncoders(found))) return found;
  }
  throw new ToolsMissing(
    "No ffmpeg with libx264 and aac was found: install one with `apt-get install ffmpeg`, or set FFMPEG_PATH.",
  );
}

async function systemAndNpm(name: "ffmpeg" | "ffprobe", options: FindToolsOptions): Promise<Candidate[]> {
  const system = options.searchSystem === false ? undefined : await findOnPath(name);
  const npm = findInNpm(name);
  return [
    ...(system === undefined ? [] : [{ path: system, from: "system" } as const]),
    ...(npm === undefined ? [] : [{ path: npm, from: "npm" } as const]),
  ];
}

async function findFirst(candidates: readonly Candidate[]): Promise<Tool | undefined> {
  for (const candidate of candidates) {
    const found = await tryCandidate(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function tryCandidate(candidate: Candidate): Promise<Tool | undefined> {
  if (!(await isExecutable(candidate.path))) return undefined;
  const { exitCode, stdout } = await runTool({ path: candidate.path, args: ["-version"], limits: TRY_LIMITS });
  const version = /^ff(?:mpeg|probe) version (\S+)/.exec(stdout)?.[1];
  return exitCode === 0 && version !== undefined ? { ...candidate, version } : undefined;
}

/** The npm packages carry binaries that only their owner may run; where we own them we open them to all. */
async function isExecutable(path: string): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o111) !== 0o111) await chmod(path, 0o755);
  } catch (error) {
    // Absent, or owned by somebody else: whether we may run it is asked next.
    if (!(error instanceof Error)) throw error;
  }
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function hasEncoders(tool: Candidate): Promise<boolean> {
  const { stdout } = await runTool({ path: tool.path, args: ["-hide_banner", "-encoders"], limits: TRY_LIMITS });
  return /^ V\S+ libx264 /m.test(stdout) && /^ A\S+ aac /m.test(stdout);
}

/** Asks a shell: it knows the caller's PATH, which is not ours to read. */
async function findOnPath(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", 'command -v "$1"', "sh", name], { timeout: 10_000 });
    const path = stdout.trim();
    return path.startsWith("/") ? path : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "number") return undefined;
    throw error;
  }
}

function findInNpm(name: "ffmpeg" | "ffprobe"): string | undefined {
  const packageName = `@${name}-installer/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), name);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
