import { z } from "zod";
import { judge } from "../tools/ffmpeg.ts";
import { runTool, type ToolLimits } from "../tools/run-tool.ts";

/** EBU R 128, as Vietnamese broadcasters use it: one item never shouts after another. */
const TARGET_LUFS = -23;
const TRUE_PEAK_DB = -1.5;
/** Below this it is silence and hum; raising it would only raise the hum. */
const QUIETEST_LUFS = -50;
const LOUDNORM = `loudnorm=I=${TARGET_LUFS}:TP=${TRUE_PEAK_DB}:LRA=20`;

/** Sound on the picture's clock: 48 kHz stereo, beginning at the file's zero, holes filled with silence. */
export const SOUND_FILTER = "aresample=48000:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo";

const Measured = z.object({
  input_i: z.string(),
  input_tp: z.string(),
  input_lra: z.string(),
  input_thresh: z.string(),
  target_offset: z.string(),
});
export type Measured = z.infer<typeof Measured>;

/** How many AAC frames of 1,024 samples fit into the picture's length, the encoder's own first one included. */
export function aacFrames(pictureFrames: number, framesPerSecond: number): number {
  return Math.floor((pictureFrames * 48_000) / framesPerSecond / 1_024);
}

/** Measures the part of the sound that will be heard; `undefined` for silence. `input` ends with `-i` and the path. */
export async function measureLoudness(
  ffmpegPath: string,
  input: readonly string[],
  audioFrames: number,
  limits: ToolLimits,
  signal?: AbortSignal,
): Promise<Measured | undefined> {
  const filter = `${SOUND_FILTER},atrim=end_sample=${audioFrames * 1_024},${LOUDNORM}:print_format=json`;
  const { exitCode, stderr } = await runTool({
    path: ffmpegPath,
    args: ["-nostdin", "-hide_banner", "-nostats", ...input, "-map", "0:a:0", "-af", filter, "-f", "null", "-"],
    limits,
    signal,
  });
  if (exitCode !== 0) throw judge(stderr);
  const json = /\{[^{}]*"input_i"[^{}]*\}/.exec(stderr)?.[0];
  const measured = Measured.parse(JSON.parse(json ?? "null"));
  // Silence is written as "-inf".
  return Number(measured.input_i) > QUIETEST_LUFS ? measured : undefined;
}

/** The filter that brings measured sound to the target by one gain where its peaks allow that. */
export function loudnessFilter(measured: Measured | undefined): string {
  if (measured === undefined) return "anull";
  const known = [
    `measured_I=${measured.input_i}`,
    `measured_TP=${measured.input_tp}`,
    `measured_LRA=${measured.input_lra}`,
    `measured_thresh=${measured.input_thresh}`,
    `offset=${measured.target_offset}`,
  ];
  // Where one gain is not enough the filter works, and answers, at 192 kHz.
  return `${LOUDNORM}:${known.join(":")}:linear=true,aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo`;
}
