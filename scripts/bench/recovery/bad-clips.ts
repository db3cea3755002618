import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../../content/tools/run-tool.ts";

/** How long each bad item is planned for, unless its kind says otherwise. */
const SLOT_MS = 2_000;
/** Long enough for a picture that stands still to be noticed the slow way, and for what comes after it to be seen. */
const STALL_SLOT_MS = 5_000;
/** Longest side of what is only unusual: small, so that it is its form that is measured, not the machine. */
const SMALL = "scale=640:360";

/** One kind of item that a player must get past without harm. */
export interface BadClip {
  readonly kind: string;
  readonly media: "image" | "video";
  readonly durationMs: number;
  readonly bytes: Buffer;
  /** It cannot be shown whole, and the server must be told so; else it is only unusual and must be shown. */
  readonly isBroken: boolean;
}

/** Makes every kind from one good clip, an MP4 in fragments. */
export async function makeBadClips(directory: string, film: Buffer): Promise<BadClip[]> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, "film.mp4");
  await writeFile(path, film);
  const make = async (name: string, ...options: readonly string[]): Promise<Buffer> => {
    const out = join(directory, name);
    await ffmpeg(["-i", path, ...options, out]);
    return readFile(out);
  };
  const video = (kind: string, bytes: Buffer, isBroken: boolean, durationMs = SLOT_MS): BadClip => ({
    ...{ kind, media: "video", durationMs, bytes, isBroken },
  });
  const image = (kind: string, bytes: Buffer, isBroken: boolean): BadClip => ({
    ...{ kind, media: "image", durationMs: SLOT_MS, bytes, isBroken },
  });
  const fast = ["-c:v", "libx264", "-preset", "ultrafast", "-an", "-movflags", "+faststart"];
  const plain = await make("plain.mp4", "-c", "copy", "-movflags", "+faststart");
  const large = await makeLargePicture(directory);
  return [
    image("junk for a picture", Buffer.alloc(30_000, "no picture"), true),
    video("junk for a film", Buffer.alloc(30_000, "no video"), true),
    video("an empty film", Buffer.alloc(1), true),
    video("a film cut at 60 %", upTo(plain, 0.6), true),
    video("a film in fragments cut at 60 %", upTo(film, 0.6), true),
    video("a film damaged in its middle", damageMiddle(plain), true),
    video("a film that stalls", await make("stall.mp4", ...stalling(20)), true, STALL_SLOT_MS),
    video("a film in fragments that stalls", await make("hole.mp4", ...stalling(20, true)), true, STALL_SLOT_MS),
    video("VP9 in an mp4", await make("vp9.mp4", "-an", "-vf", SMALL, ...VP9), false),
    video("AV1 in an mp4", await make("av1.mp4", "-an", "-vf", SMALL, ...AV1), false),
    video("a film of uneven frames", await make("vfr.mp4", ...UNEVEN, ...fast), false),
    video("a film on end, without sound", await make("tall.mp4", "-vf", "scale=360:640", ...fast), false),
    video("a film of 3840×2160", await make("uhd.mp4", "-vf", "scale=3840:2160", ...fast), false),
    image("a JPEG of 8000×4500", large, false),
    image("a JPEG cut at 20 kB", large.subarray(0, 20_000), false),
  ];
}

const VP9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-movflags", "+faststart"];
const AV1 = ["-c:v", "libsvtav1", "-preset", "12", "-movflags", "+faststart"];
/** Three frames in ten, never two of them equally far apart for long. */
const UNEVEN = ["-vf", `select='not(mod(n,4))+not(mod(n,7))',${SMALL}`, "-fps_mode", "vfr"];

/** So many frames, then none for a minute: no error, no end, and nothing moves. */
function stalling(frames: number, inFragments = false): string[] {
  const flags = inFragments ? "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets" : "+faststart";
  const late = (stamp: string) => `if(gte(N\\,${frames})\\,${stamp}+60/TB\\,${stamp})`;
  const later = `setts=pts=${late("PTS")}:dts=${late("DTS")}`;
  return ["-an", "-c", "copy", "-bsf:v", later, "-movflags", flags];
}

function upTo(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

/** So much of it that the lengths of the frames are lost as well, which no decoder conceals. */
function damageMiddle(bytes: Buffer): Buffer {
  const [from, to] = [Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.8)];
  return Buffer.concat([bytes.subarray(0, from), Buffer.alloc(to - from, 0x5a), bytes.subarray(to)]);
}

async function makeLargePicture(directory: string): Promise<Buffer> {
  const out = join(directory, "large.jpg");
  await ffmpeg(["-f", "lavfi", "-i", "testsrc2=s=8000x4500", "-frames:v", "1", "-q:v", "5", out]);
  return readFile(out);
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  const limits = { memoryBytes: 4_000_000_000, fileBytes: 500_000_000, timeoutMs: 120_000 };
  const all = ["-nostdin", "-v", "error", "-y", ...args];
  const { exitCode, stderr } = await runTool({ path: "/usr/bin/ffmpeg", args: all, limits });
  if (exitCode !== 0) throw new Error(`No bad clip by ${args.at(-1)}: ${stderr}`);
}
