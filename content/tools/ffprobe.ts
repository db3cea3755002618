import { z } from "zod";
import type { MediaTools } from "./find-tools.ts";
import { blamesMachine, runTool, ToolFailed, type ToolLimits } from "./run-tool.ts";

/** Containers we read, by the demuxer that is forced: nothing is guessed from names, no list is followed. */
export const DEMUXERS = { mp4: "mov", matroska: "matroska" } as const;
export type Container = keyof typeof DEMUXERS;

/** `-format_whitelist` compares with a demuxer's whole list of names. */
const FORMAT_WHITELIST = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";

/** Decoders that may touch bytes from outside. Everything else of ffmpeg stays shut. */
export const VIDEO_CODECS: readonly string[] = "h264 hevc vp8 vp9 av1 mpeg4 mpeg2video prores dnxhd mjpeg".split(" ");
export const AUDIO_CODECS: readonly string[] =
  "aac mp3 mp2 ac3 eac3 opus vorbis flac alac pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_f32le".split(" ");
const DECODERS = [...VIDEO_CODECS, ...AUDIO_CODECS, "libdav1d", "libaom-av1", "libvpx", "libvpx-vp9", "mp3float"];

/** Read past, never shown: cover pictures and subtitles. A probe opens these too, and stops where it may not. */
const BYSTANDERS = "png mov_text subrip srt ass ssa webvtt text dvdsub dvbsub pgssub".split(" ");

/** Input options under which any tool of ffmpeg may open a file that came from outside; `-i` and the path come after. */
export function untrustedInput(container: Container): string[] {
  return [
    ...["-protocol_whitelist", "file", "-format_whitelist", FORMAT_WHITELIST, "-f", DEMUXERS[container]],
    ...["-codec_whitelist", [...DECODERS, ...BYSTANDERS].join(",")],
  ];
}

const Ratio = z.string().regex(/^\d+[/:]\d+$/);

const ProbedStream = z.object({
  codec_type: z.string(),
  codec_name: z.string().default("unknown"),
  width: z.int().min(0).default(0),
  height: z.int().min(0).default(0),
  sample_aspect_ratio: Ratio.optional(),
  avg_frame_rate: Ratio.default("0/0"),
  field_order: z.string().default("progressive"),
  color_transfer: z.string().default("unknown"),
  duration: z.coerce.number().optional(),
  nb_frames: z.coerce.number().optional(),
  channels: z.int().default(0),
  disposition: z.object({ attached_pic: z.int().default(0) }).default({ attached_pic: 0 }),
  tags: z.record(z.string(), z.string()).default({}),
  side_data_list: z.array(z.object({ rotation: z.coerce.number().default(0) })).default([]),
});
export type ProbedStream = z.infer<typeof ProbedStream>;

const Probed = z.object({
  streams: z.array(ProbedStream).max(64).default([]),
  format: z.object({ duration: z.coerce.number().optional() }).default({}),
});
export type Probed = z.infer<typeof Probed>;

const LIMITS: ToolLimits = { memoryBytes: 1_000_000_000, fileBytes: 0, timeoutMs: 30_000 };

/** ffprobe met a codec that is not on the list. */
export interface ForeignCodec {
  readonly foreignCodec: string;
}

/**
 * Reads what a container says of itself, or `undefined` when ffprobe cannot make sense of it.
 * An own spawn: the wrapper library's probe has neither timeout nor kill, and follows lists and addresses.
 */
export async function probe(
  tools: MediaTools,
  path: string,
  container: Container,
  signal?: AbortSignal,
): Promise<Probed | ForeignCodec | undefined> {
  const { exitCode, stdout, stderr } = await runTool({
    path: tools.ffprobe.path,
    args: [
      ...["-v", "error", "-print_format", "json", "-show_format", "-show_streams"],
      ...[...untrustedInput(container), "-i", `file:${path}`],
    ],
    limits: LIMITS,
    signal,
  });
  if (exitCode !== 0) {
    const foreignCodec = /Codec \((\S+)\) not on whitelist/.exec(stderr)?.[1];
    if (foreignCodec !== undefined) return { foreignCodec };
    if (blamesMachine(stderr)) throw new ToolFailed(stderr);
    return undefined;
  }
  return Probed.parse(JSON.parse(stdout));
}
