import { type Refusal, refusal } from "../refusal.ts";
import { AUDIO_CODECS, type Container, type ProbedStream, probe, VIDEO_CODECS } from "../tools/ffprobe.ts";
import type { MediaTools } from "../tools/find-tools.ts";
import { isCutShort } from "./find-cut.ts";
import type { InspectedVideo } from "./inspect-upload.ts";
import { measureLengthMs } from "./measure-length.ts";

/** Longest video accepted: a loop with a longer item starves its other languages. */
const MAX_VIDEO_MINUTES = 15;
/** What rounding to whole frames may add, so that our own renditions are always accepted again. */
const DURATION_SLACK_MS = 1_000;
/** Cinema 4K; decoding more than that is not worth a border gate's screen. */
export const MAX_VIDEO_PIXELS = 4_096 * 2_304;

/** Says what a video is from its structure, or why it is refused. Rejects when a tool fails. */
export async function inspectVideo(
  tools: MediaTools,
  path: string,
  container: Container,
  signal?: AbortSignal,
): Promise<InspectedVideo | Refusal> {
  if (await isCutShort(path, container)) return refusal("damaged");
  const probed = await probe(tools, path, container, signal);
  if (probed === undefined) return refusal("damaged");
  if ("foreignCodec" in probed) return refusal("unsupported-codec", { codec: probed.foreignCodec });
  const picture = probed.streams.find(isPicture);
  if (picture === undefined) return refusal("no-picture");
  const sound = probed.streams.find((stream) => stream.codec_type === "audio");
  const refused = refuseStreams(picture, sound);
  if (refused !== undefined) return refused;
  const length = await readLength(tools, path, container, picture, probed.format.duration, signal);
  const { durationMs } = length;
  if (durationMs <= 0) return refusal("damaged");
  if (durationMs > MAX_VIDEO_MINUTES * 60_000 + DURATION_SLACK_MS) {
    return refusal("too-long", { limitMinutes: MAX_VIDEO_MINUTES });
  }
  return {
    kind: "video",
    container,
    ...shownSize(picture),
    ...length,
    framesPerSecond: chooseFrameRate(ratio(picture.avg_frame_rate)),
    hasAudio: sound !== undefined && sound.channels > 0,
    highDynamicRange: ["smpte2084", "arib-std-b67"].includes(picture.color_transfer),
    interlaced: ["tt", "bb", "tb", "bt"].includes(picture.field_order),
  };
}

/**
 * The constant rate nearest to the source's own: 25 for the PAL family and film, 30 for the rest and for rates that
 * vary or are unknown.
 */
export function chooseFrameRate(framesPerSecond: number): 25 | 30 {
  const near = (rate: number) => Math.abs(framesPerSecond - rate) < rate * 0.01;
  return [12.5, 24, 25, 48, 50, 100].some(near) ? 25 : 30;
}

function refuseStreams(picture: ProbedStream, sound: ProbedStream | undefined): Refusal | undefined {
  if (!VIDEO_CODECS.includes(picture.codec_name)) return refusal("unsupported-codec", { codec: picture.codec_name });
  if (sound !== undefined && !AUDIO_CODECS.includes(sound.codec_name)) {
    return refusal("unsupported-codec", { codec: sound.codec_name });
  }
  const { width, height } = picture;
  if (width * height === 0) return refusal("damaged");
  return width * height > MAX_VIDEO_PIXELS
    ? refusal("too-many-pixels", { widthPx: width, heightPx: height })
    : undefined;
}

/** A cover picture in a sound file is not a picture stream. */
function isPicture(stream: ProbedStream): boolean {
  return stream.codec_type === "video" && stream.disposition.attached_pic === 0;
}

async function readLength(
  tools: MediaTools,
  path: string,
  container: Container,
  picture: ProbedStream,
  fileSeconds: number | undefined,
  signal?: AbortSignal,
): Promise<Pick<InspectedVideo, "durationMs" | "durationOf">> {
  const ownSeconds = pictureSeconds(picture);
  if (ownSeconds !== undefined) return { durationMs: Math.round(ownSeconds * 1_000), durationOf: "picture" };
  if (fileSeconds !== undefined) return { durationMs: Math.round(fileSeconds * 1_000), durationOf: "file" };
  return { durationMs: await measureLengthMs(tools, path, container, signal), durationOf: "picture" };
}

/** The picture stream's own length; Matroska writes it as `00:00:04.200000000` in a tag. */
function pictureSeconds(picture: ProbedStream): number | undefined {
  if (picture.duration !== undefined) return picture.duration;
  const tagged = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(picture.tags.DURATION ?? "");
  return tagged === null ? undefined : Number(tagged[1]) * 3600 + Number(tagged[2]) * 60 + Number(tagged[3]);
}

function shownSize(picture: ProbedStream): { widthPx: number; heightPx: number } {
  const pixelAspect = ratio(picture.sample_aspect_ratio ?? "1:1") || 1;
  const widthPx = Math.round(picture.width * pixelAspect);
  const turned = picture.side_data_list.some((side) => Math.abs(side.rotation) % 180 === 90);
  return turned ? { widthPx: picture.height, heightPx: widthPx } : { widthPx, heightPx: picture.height };
}

function ratio(text: string): number {
  const [numerator = 0, denominator = 0] = text.split(/[/:]/).map(Number);
  return denominator === 0 ? 0 : numerator / denominator;
}
