import { type Container, untrustedInput } from "../tools/ffprobe.ts";
import type { MediaTools } from "../tools/find-tools.ts";
import { runTool, type ToolLimits } from "../tools/run-tool.ts";

const LIMITS: ToolLimits = { memoryBytes: 1_000_000_000, fileBytes: 0, timeoutMs: 60_000 };
/** Past any length that is accepted: then it need not be known exactly. */
const READ_AT_MOST_SECONDS = 1_000;

/**
 * The picture's length by reading every packet, for containers that were written live and say nothing of it (browsers
 * and telephones record so). 0 when it cannot be read.
 */
export async function measureLengthMs(
  tools: MediaTools,
  path: string,
  container: Container,
  signal?: AbortSignal,
): Promise<number> {
  const { exitCode, stdout } = await runTool({
    path: tools.ffmpeg.path,
    args: [
      ...["-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", ...untrustedInput(container)],
      ...["-i", `file:${path}`, "-map", "0:V:0", "-c", "copy", "-t", String(READ_AT_MOST_SECONDS), "-f", "null", "-"],
    ],
    limits: LIMITS,
    signal,
  });
  const reached = [...stdout.matchAll(/^out_time=(\d+):(\d+):(\d+\.\d+)$/gm)].at(-1);
  if (exitCode !== 0 || reached === undefined) return 0;
  return Math.round((Number(reached[1]) * 3600 + Number(reached[2]) * 60 + Number(reached[3])) * 1_000);
}
