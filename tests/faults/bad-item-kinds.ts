import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "../../content/tools/run-tool.ts";
import { drawOwnSvg } from "../../content/tools/sharp.ts";
import { writeCodedVideo } from "../support/coded-media.ts";
import type { SignedWorld, WorldItem } from "../support/signed-world.ts";

export const SLOT_MS = 2_300;
/** Long enough for a picture that stands still to be noticed. */
const STALL_SLOT_MS = 5_500;

const FFMPEG = "/usr/bin/ffmpeg";
const PLAIN = ["-movflags", "+faststart"];
/** As the server makes them: such clips in a row are one run, appended to one source. */
const FRAGMENTED = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets", "-g", "25"];
/** A few frames, then none for a minute: no error, no end, and nothing moves. */
const STALLING = ["-bsf:v", "setts=ts=if(gt(N\\,12)\\,PTS+768000\\,PTS)"];
/** No two distances between frames in a row are the same. */
const UNEVEN = ["-bsf:v", "setts=ts=PTS+if(mod(N\\,3)\\,220\\,0)"];

/** How this machine's encoder makes AV1; `undefined` where it cannot. */
export const AV1: readonly string[] | undefined = findAv1();

function findAv1(): string[] | undefined {
  const encoders = execFileSync(FFMPEG, ["-hide_banner", "-encoders"], { encoding: "utf8" });
  if (encoders.includes(" libsvtav1 ")) return ["-c:v", "libsvtav1", "-preset", "12"];
  return encoders.includes(" libaom-av1 ") ? ["-c:v", "libaom-av1", "-cpu-used", "8"] : undefined;
}

interface ClipShape {
  readonly options?: readonly string[];
  /** By default faststart. */
  readonly container?: readonly string[];
  readonly spoil?: (bytes: Buffer) => Buffer;
  readonly slotMs?: number;
  /** By default as long as its slot. */
  readonly clipMs?: number;
  readonly sound?: boolean;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** Adds to a world what no picture comes of, or what is only unusual. */
export class BadItemMaker {
  readonly #world: SignedWorld;
  readonly #directory: string;

  constructor(world: SignedWorld, directory: string) {
    this.#world = world;
    this.#directory = directory;
  }

  async #clip(shape: ClipShape = {}): Promise<WorldItem> {
    const {
      spoil = (bytes: Buffer) => bytes,
      slotMs = SLOT_MS,
      sound = false,
      container = PLAIN,
      options = [],
    } = shape;
    const { clipMs = slotMs, widthPx = 640, heightPx = 360 } = shape;
    const path = join(this.#directory, `${this.#world.items.length}.mp4`);
    const outputOptions = [...container, ...options];
    await writeCodedVideo(path, 7, { durationMs: clipMs, sound, outputOptions, widthPx, heightPx });
    return this.#world.addItem({ kind: "video", durationMs: slotMs, bytes: spoil(await readFile(path)) });
  }

  junkPicture(): Promise<WorldItem> {
    return this.#world.addItem({ durationMs: SLOT_MS, bytes: Buffer.alloc(30_000, "no picture") });
  }

  /** What fails before its first frame, in the middle, or without a word. */
  async some(): Promise<WorldItem[]> {
    return [
      await this.junkPicture(),
      await this.#clip({ spoil: (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.6)) }),
      await this.#clip({ spoil: damageMiddle }),
      await this.#clip({ slotMs: STALL_SLOT_MS, options: STALLING }),
    ];
  }

  /** The same without a byte worth reading. */
  async empty(): Promise<WorldItem[]> {
    return [
      await this.#world.addItem({ durationMs: SLOT_MS, bytes: Buffer.alloc(1) }),
      await this.#world.addItem({ kind: "video", durationMs: SLOT_MS, bytes: Buffer.alloc(30_000, "no video") }),
      await this.#world.addItem({ kind: "video", durationMs: SLOT_MS, bytes: Buffer.alloc(1) }),
    ];
  }

  /** Three clips for one run; the one in the middle is damaged and would take the source down with the others on it. */
  async run(): Promise<{ readonly good: readonly WorldItem[]; readonly bad: WorldItem }> {
    const first = await this.#clip({ container: FRAGMENTED, clipMs: SLOT_MS + 200 });
    const bad = await this.#clip({ container: FRAGMENTED, clipMs: SLOT_MS + 200, spoil: damageMiddle });
    return { good: [first, await this.#clip({ container: FRAGMENTED, clipMs: SLOT_MS + 300 })], bad };
  }

  /**
   * Nothing is wrong with these but that they are unusual. All the world's pictures are PNG and are called WebP.
   * Half a picture is among them: once it is signed nobody can tell it from a whole one, `decode()` succeeds and no event
   * says anything. It is refused where it comes in (`content/ingest/bad-input.test.ts`), and one that was cut later does
   * not have the bytes that were signed (`tests/capabilities/agent-changed-bytes.test.ts`).
   */
  async odd(): Promise<WorldItem[]> {
    const large =
      '<svg xmlns="http://www.w3.org/2000/svg" width="8000" height="4500"><rect width="8000" height="4500" fill="#567"/></svg>';
    return [
      await this.#world.addItem({ durationMs: SLOT_MS, bytes: await drawOwnSvg(large) }),
      await this.#world.addItem({ durationMs: SLOT_MS, bytes: (await this.#photograph()).subarray(0, 20_000) }),
      await this.#clip({ widthPx: 3840, heightPx: 2160 }),
      await this.#clip({ widthPx: 360, heightPx: 640 }),
      await this.#clip({ options: ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime"] }),
      await this.#clip({ options: UNEVEN }),
      await this.#clip({ sound: true }),
      await this.#clip({ clipMs: 1_000 }),
      ...(AV1 === undefined ? [] : [await this.#clip({ options: AV1 })]),
    ];
  }

  async #photograph(): Promise<Buffer> {
    const path = join(this.#directory, "photograph.jpg");
    const noise = ["-f", "lavfi", "-i", "testsrc2=s=1920x1080,noise=alls=40", "-frames:v", "1", "-q:v", "4"];
    const { exitCode, stderr } = await runTool({
      path: FFMPEG,
      args: ["-nostdin", "-v", "error", "-y", ...noise, path],
      limits: { memoryBytes: 3_000_000_000, fileBytes: 50_000_000, timeoutMs: 60_000 },
    });
    if (exitCode !== 0) throw new Error(`No photograph: ${stderr}`);
    return readFile(path);
  }
}

/** So much of it that the lengths of the frames are lost as well, which no decoder conceals. */
function damageMiddle(bytes: Buffer): Buffer {
  const [from, to] = [Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.8)];
  return Buffer.concat([bytes.subarray(0, from), Buffer.alloc(to - from, 0x5a), bytes.subarray(to)]);
}
