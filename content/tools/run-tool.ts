import { type ChildProcess, spawn } from "node:child_process";
import { quoteForShell } from "./quote-for-shell.ts";

/** What a child that reads bytes from outside may use. */
export interface ToolLimits {
  /** Writable memory of its own, as RLIMIT_DATA: it also holds where much address space is only reserved (V8). */
  readonly memoryBytes: number;
  /** Largest file it may write. */
  readonly fileBytes: number;
  /** Wall time; then SIGKILL. */
  readonly timeoutMs: number;
}

export interface ToolRun {
  readonly path: string;
  readonly args: readonly string[];
  readonly limits: ToolLimits;
  readonly signal?: AbortSignal | undefined;
  /** Called with each piece of standard error. */
  readonly onStderr?: ((text: string) => void) | undefined;
}

export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** The last 16 KB. */
  readonly stderr: string;
}

/** The tool did not come to an answer of its own: it could not start, took too long, or was killed. */
export class ToolFailed extends Error {
  override readonly name = "ToolFailed";
}

/** Words of a tool that speak of this machine and not of its input. */
const OWN_FAULT =
  /killed with signal|exited with code 12[67]|No space left|Cannot allocate|malloc|File too large|No such filter/i;

/** Whether a tool's last words say that it failed for want of memory, disk or permission. */
export function blamesMachine(lastWords: string): boolean {
  return OWN_FAULT.test(lastWords);
}

const STDOUT_LIMIT_BYTES = 1_000_000;
const STDERR_KEPT = 16_384;
const CHILD_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Runs a program under limits, at low priority, with an empty environment (our secrets are none of its business) and
 * standard input closed, and returns how it ended. Rejects with `ToolFailed` when it was stopped from outside or wrote
 * more than 1 MB to standard output, and with the signal's reason on abort. Nothing of it lives on after that.
 */
export async function runTool(run: ToolRun): Promise<ToolResult> {
  run.signal?.throwIfAborted();
  const child = spawn("/bin/sh", ["-c", `${limitCommand(run.limits)} "$@"`, "sh", run.path, ...run.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: CHILD_PATH, LANG: "C.UTF-8" },
  });
  return await follow(child, run);
}

/** The text of a shell script that runs `path` with its arguments under the same limits. */
export function limitScript(path: string, limits: ToolLimits): string {
  return `#!/bin/sh\n${limitCommand(limits)} ${quoteForShell(path)} "$@"\n`;
}

/** `exec` keeps the process id: killing the shell kills the tool. */
function limitCommand(limits: ToolLimits): string {
  const dataKib = Math.ceil(limits.memoryBytes / 1024);
  const fileBlocks = Math.ceil(limits.fileBytes / 512);
  return `ulimit -c 0; ulimit -d ${dataKib}; ulimit -f ${fileBlocks}; exec env -i PATH=${CHILD_PATH} LANG=C.UTF-8 nice -n 10`;
}

function follow(child: ChildProcess, run: ToolRun): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    let stoppedBecause: unknown;
    const stop = (reason: unknown) => {
      stoppedBecause ??= reason;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(
      () => stop(new ToolFailed(`${run.path} took longer than ${run.limits.timeoutMs} ms.`)),
      run.limits.timeoutMs,
    );
    const onAbort = () => stop(run.signal?.reason);
    run.signal?.addEventListener("abort", onAbort, { once: true });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.length > STDOUT_LIMIT_BYTES) stop(new ToolFailed(`${run.path} wrote too much.`));
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
      run.onStderr?.(text);
    });
    const settle = () => {
      clearTimeout(timer);
      run.signal?.removeEventListener("abort", onAbort);
    };
    child.once("error", (error) => {
      settle();
      reject(new ToolFailed(`${run.path} did not start: ${error.message}`, { cause: error }));
    });
    child.once("close", (exitCode, signalName) => {
      settle();
      if (stoppedBecause !== undefined) reject(stoppedBecause);
      else if (exitCode === null) reject(new ToolFailed(`${run.path} was killed by ${signalName}.\n${stderr}`));
      // What a shell says when there is no such program or it may not be run.
      else if (exitCode === 126 || exitCode === 127) reject(new ToolFailed(`${run.path} did not run.\n${stderr}`));
      else resolve({ exitCode, stdout, stderr });
    });
  });
}
