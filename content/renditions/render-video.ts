import { join } from "node:path";
import type { InspectedVideo } from "../probe/inspect-upload.ts";
import { ContentRefused, refusal } from "../refusal.ts";
import { judge, TranscodeRefused, transcode } from "../tools/ffmpeg.ts";
import { probe } from "../tools/ffprobe.ts";
import { workOnPicture } from "../tools/pictures.ts";
import { runTool, type ToolLimits } from "../tools/run-tool.ts";
import { aacFrames, loudnessFilter, measureLoudness, SOUND_FILTER } from "./loudness.ts";
import type { RenderContext, RenderedFile } from "./make-renditions.ts";
import { THUMBNAIL } from "./render-image.ts";
import { decodeGuards, encodeOptions, FRAGMENT_OPTIONS, screenSize } from "./video-options.ts";

/** Shares of the work, in ppm of progress. */
const ENCODED_AT = 850_000;
const MEASURED_AT = 900_000;
const MUXED_AT = 950_000;

/**
 * Makes the one video rendition that plays by `src` and appended to a MediaSource, and its poster.
 * In three steps, so that the picture's length is known exactly before the sound is cut to it: picture alone, loudness
 * measured, both joined in fragments. Throws `ContentRefused` when the video cannot be decoded to its end.
 */
export async function renderVideo(
  inputPath: string,
  video: InspectedVideo,
  context: RenderContext,
): Promise<RenderedFile[]> {
  try {
    const picture = await encodePicture(inputPath, video, context);
    context.onProgress(ENCODED_AT);
    const mainPath = join(context.workDir, "main.mp4");
    await joinFragments(inputPath, picture, mainPath, video, context);
    context.onProgress(MUXED_AT);
    const durationMs = Math.round((picture.frames * 1_000) / video.framesPerSecond);
    const poster = await renderPoster(mainPath, durationMs, context);
    return [{ role: "main", path: mainPath, mediaType: "video/mp4", ...screenSize(video), durationMs }, poster];
  } catch (error) {
    if (error instanceof TranscodeRefused) throw new ContentRefused(refusal("damaged"));
    throw error;
  }
}

interface EncodedPicture {
  readonly path: string;
  readonly frames: number;
}

async function encodePicture(
  inputPath: string,
  video: InspectedVideo,
  context: RenderContext,
): Promise<EncodedPicture> {
  const path = join(context.workDir, "picture.mp4");
  await transcode({
    ffmpegPath: context.tools.ffmpeg.path,
    workDir: context.workDir,
    inputPath,
    inputOptions: [...decodeGuards(video.container)],
    outputPath: path,
    outputOptions: encodeOptions(video),
    limits: limitsFor(video.durationMs),
    signal: context.signal,
    onProgress: (reachedMs) => context.onProgress((Math.min(reachedMs / video.durationMs, 1) || 0) * ENCODED_AT),
  });
  const probed = await probe(context.tools, path, "mp4", context.signal);
  const frames = (probed !== undefined && "streams" in probed && probed.streams[0]?.nb_frames) || 0;
  if (frames === 0 || isShort(frames, video)) throw new ContentRefused(refusal("damaged"));
  return { path, frames };
}

/** The picture ended well before the container said: its tail could not be read. */
function isShort(frames: number, video: InspectedVideo): boolean {
  if (video.durationOf === "file") return false;
  const missingMs = video.durationMs - (frames * 1_000) / video.framesPerSecond;
  return missingMs > Math.max(500, video.durationMs * 0.03);
}

async function joinFragments(
  inputPath: string,
  picture: EncodedPicture,
  outputPath: string,
  video: InspectedVideo,
  context: RenderContext,
): Promise<void> {
  const audioFrames = aacFrames(picture.frames, video.framesPerSecond);
  const soundInput = [...decodeGuards(video.container), "-i", `file:${inputPath}`];
  const limits = limitsFor(video.durationMs);
  const hasSound = video.hasAudio && audioFrames > 1;
  const args = ["-nostdin", "-v", "error", "-xerror", "-y", "-i", picture.path];
  if (hasSound) {
    const { ffmpeg } = context.tools;
    const measured = await measureLoudness(ffmpeg.path, soundInput, audioFrames, limits, context.signal);
    context.onProgress(MEASURED_AT);
    const endSample = audioFrames * 1_024;
    // The encoder puts one frame in front. Dropping as much of the sound itself keeps both at zero without an edit list.
    const cut = `apad=whole_len=${endSample},atrim=start_sample=1024:end_sample=${endSample}`;
    args.push(...soundInput, "-map", "0:v:0", "-map", "1:a:0");
    args.push("-af", [SOUND_FILTER, loudnessFilter(measured), cut].join(","));
    args.push("-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2");
  } else {
    args.push("-map", "0:v:0");
  }
  args.push("-c:v", "copy", ...FRAGMENT_OPTIONS, outputPath);
  await runFfmpeg(args, limits, context);
}

async function renderPoster(mainPath: string, durationMs: number, context: RenderContext): Promise<RenderedFile> {
  const framePath = join(context.workDir, "poster.png");
  const path = join(context.workDir, "thumbnail.webp");
  const atSeconds = (durationMs * 0.3) / 1_000;
  const seek = ["-nostdin", "-v", "error", "-y", "-ss", atSeconds.toFixed(3), "-i", mainPath];
  await runFfmpeg([...seek, "-frames:v", "1", "-f", "image2", framePath], limitsFor(durationMs), context);
  const answer = await workOnPicture({ path: framePath, outputs: [{ path, within: THUMBNAIL }] }, context.signal);
  const size = "problem" in answer ? undefined : answer.sizes[0];
  if (size === undefined) throw new Error("The poster frame could not be read.");
  return { role: "thumbnail", path, mediaType: "image/webp", ...size, durationMs: null };
}

async function runFfmpeg(args: readonly string[], limits: ToolLimits, context: RenderContext): Promise<void> {
  const { exitCode, stderr } = await runTool({
    path: context.tools.ffmpeg.path,
    args,
    limits,
    signal: context.signal,
  });
  if (exitCode !== 0) throw judge(stderr);
}

/** Twenty times real time, because a small machine may be busy; three times the greatest rate of bits we ask for. */
function limitsFor(durationMs: number): ToolLimits {
  const seconds = durationMs / 1_000;
  return {
    memoryBytes: 3_000_000_000,
    fileBytes: 64_000_000 + seconds * 3_000_000,
    timeoutMs: Math.round(180_000 + durationMs * 20),
  };
}
