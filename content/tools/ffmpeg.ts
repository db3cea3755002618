import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fluent from "fluent-ffmpeg";
import { blamesMachine, limitScript, ToolFailed, type ToolLimits } from "./run-tool.ts";

export interface Transcode {
  readonly ffmpegPath: string;
  /** Where the limiting wrapper is written; must allow programs to run. */
  readonly workDir: string;
  readonly inputPath: string;
  readonly inputOptions: readonly string[];
  readonly outputPath: string;
  readonly outputOptions: readonly string[];
  readonly limits: ToolLimits;
  readonly signal?: AbortSignal | undefined;
  /** Called with the instant reached in the output. */
  readonly onProgress?: ((reachedMs: number) => void) | undefined;
}

/** ffmpeg gave up on the input: it is damaged or not what it seemed. The message holds ffmpeg's last words. */
export class TranscodeRefused extends Error {
  override readonly name = "TranscodeRefused";
}

/**
 * Transcodes one file into another under limits. Rejects with `TranscodeRefused` when the input is at fault, with
 * `ToolFailed` when time, memory or disk was, and with the signal's reason on abort; ffmpeg is dead (SIGKILL) then.
 * What was written by then is the caller's to remove.
 */
export async function transcode(job: Transcode): Promise<void> {
  job.signal?.throwIfAborted();
  const wrapperDir = await mkdtemp(join(job.workDir, "limited-"));
  try {
    // The library can only spawn a path, so the limits sit in a script of our own.
    const wrapperPath = join(wrapperDir, "ffmpeg");
    await writeFile(wrapperPath, limitScript(job.ffmpegPath, job.limits));
    await chmod(wrapperPath, 0o700);
    await runCommand(job, wrapperPath);
  } finally {
    await rm(wrapperDir, { recursive: true, force: true });
  }
}

function runCommand(job: Transcode, wrapperPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let stoppedBecause: unknown;
    const command = fluent({ stdoutLines: 60 })
      .input(`file:${job.inputPath}`)
      .inputOptions([...job.inputOptions])
      .outputOptions([...job.outputOptions])
      .output(job.outputPath);
    // `setFfmpegPath` is one path for the whole process; two jobs at once would run under each other's limits.
    Object.assign(command, {
      _getFfmpegPath: (found: (error: null, path: string) => void) => found(null, wrapperPath),
    });
    const stop = (reason: unknown) => {
      stoppedBecause ??= reason;
      command.kill("SIGKILL");
    };
    const timer = setTimeout(
      () => stop(new ToolFailed(`Transcoding took longer than ${job.limits.timeoutMs} ms.`)),
      job.limits.timeoutMs,
    );
    const onAbort = () => stop(job.signal?.reason);
    job.signal?.addEventListener("abort", onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      job.signal?.removeEventListener("abort", onAbort);
    };
    command
      .on("start", () => {
        if (stoppedBecause !== undefined) command.kill("SIGKILL");
      })
      // Not the "progress" event: listening to it makes the library probe the input without limits.
      .on("stderr", (line: string) => {
        const reachedMs = readTime(line);
        if (reachedMs !== undefined) job.onProgress?.(reachedMs);
      })
      .on("error", (error: Error, _stdout: string | null, stderr: string | null) => {
        settle();
        reject(stoppedBecause ?? judge(`${error.message}\n${stderr ?? ""}`));
      })
      .on("end", () => {
        settle();
        if (stoppedBecause === undefined) resolve();
        else reject(stoppedBecause);
      });
    command.run();
  });
}

/** Whose fault a failure of ffmpeg is. */
export function judge(lastWords: string): TranscodeRefused | ToolFailed {
  return blamesMachine(lastWords) ? new ToolFailed(lastWords) : new TranscodeRefused(lastWords);
}

/** The instant in a status line `… time=00:01:02.34 …`, in milliseconds; `undefined` where there is none. */
function readTime(line: string): number | undefined {
  const parts = /\btime=(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(line);
  if (parts === null) return undefined;
  return Math.round((Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000);
}
