import type { InspectedVideo } from "../probe/inspect-upload.ts";
import { MAX_VIDEO_PIXELS } from "../probe/inspect-video.ts";
import { type Container, untrustedInput } from "../tools/ffprobe.ts";

/** Full HD, whichever way the screen hangs: what two small cores decode without dropping frames. */
const LONG_PX = 1_920;
const SHORT_PX = 1_080;

/** From PQ or HLG, as telephones film, to BT.709: left alone it would look grey and flat. */
const TONE_DOWN =
  "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv";

/** A fragment, and the distance between the points where playing can start. */
const GOP_SECONDS = 2;

/** Options before `-i` of an upload: white lists, a bound on pixels, and no going on after an error. */
export function decodeGuards(container: Container): string[] {
  return ["-xerror", "-max_pixels", String(MAX_VIDEO_PIXELS), ...untrustedInput(container)];
}

/** The rendition's size: inside full HD lying or upright as the source is, never enlarged, sides even. */
export function screenSize(video: Pick<InspectedVideo, "widthPx" | "heightPx">): { widthPx: number; heightPx: number } {
  const { widthPx, heightPx } = video;
  const upright = heightPx > widthPx;
  const boxWidthPx = upright ? SHORT_PX : LONG_PX;
  const boxHeightPx = upright ? LONG_PX : SHORT_PX;
  const scale = Math.min(1, boxWidthPx / widthPx, boxHeightPx / heightPx);
  return { widthPx: even(widthPx * scale), heightPx: even(heightPx * scale) };
}

/**
 * Options that make the picture: H.264 High 4.0, 4:2:0, BT.709, constant frame rate, closed groups of exactly two
 * seconds. No B-frames: then the first frame is at zero in the file itself, and clips follow each other in a
 * MediaSource without an edit list or a hole.
 */
export function encodeOptions(video: InspectedVideo): string[] {
  const rate = video.framesPerSecond;
  const { widthPx, heightPx } = screenSize(video);
  const gop = String(rate * GOP_SECONDS);
  const filter = [
    ...(video.interlaced ? ["yadif=deint=interlaced"] : []),
    `fps=fps=${rate}:start_time=0`,
    ...(video.highDynamicRange
      ? [`scale=${widthPx}:${heightPx}:flags=bicubic`, TONE_DOWN]
      : [`scale=${widthPx}:${heightPx}:flags=bicubic:out_color_matrix=bt709:out_range=tv`]),
    "setsar=1",
    "format=yuv420p",
  ];
  return [
    ...["-map", "0:V:0", "-an", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
    // A hostile time stamp would make the filter above repeat a frame for hours.
    ...["-t", ((video.durationMs + 1_000) / 1_000).toFixed(3)],
    ...["-vf", filter.join(",")],
    ...["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-level:v", "4.0"],
    ...["-crf", "21", "-maxrate", "8M", "-bufsize", "16M"],
    ...["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-bf", "0", "-flags", "+cgop"],
    ...["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"],
  ];
}

/** One `moof` for each group of pictures, no edit list, an index in front, and the same bytes for the same input. */
export const FRAGMENT_OPTIONS: readonly string[] = [
  ...["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"],
  ...["-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+global_sidx"],
  ...["-use_editlist", "0", "-f", "mp4"],
];

function even(px: number): number {
  return Math.max(2, 2 * Math.floor((px + 0.001) / 2));
}
