import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

const Packets = z.object({
  packets: z.array(
    z.object({
      codec_type: z.enum(["video", "audio"]),
      pts_time: z.coerce.number(),
      duration_time: z.coerce.number().optional(),
      flags: z.string(),
    }),
  ),
});

export interface TrackFacts {
  readonly startsS: readonly number[];
  readonly keyAt: readonly number[];
  readonly endS: number;
}

/** Start of every packet of a track, the positions of key frames, and where the last one ends; by the system's ffprobe. */
export async function readTrack(path: string, type: "video" | "audio"): Promise<TrackFacts> {
  const select = type === "video" ? "v:0" : "a:0";
  const args = ["-v", "error", "-select_streams", select, "-show_packets", "-print_format", "json", path];
  const { stdout } = await run("/usr/bin/ffprobe", args, { maxBuffer: 50_000_000 });
  const { packets } = Packets.parse(JSON.parse(stdout));
  const last = packets.at(-1);
  const lengthS = last?.duration_time ?? 0;
  return {
    startsS: packets.map((packet) => packet.pts_time),
    keyAt: packets.flatMap((packet, index) => (packet.flags.startsWith("K") ? [index] : [])),
    endS: (last?.pts_time ?? 0) + lengthS,
  };
}

/** Integrated loudness by ffmpeg's EBU R 128 meter, in LUFS. */
export async function readLoudness(path: string): Promise<number> {
  const args = ["-nostdin", "-hide_banner", "-i", path, "-map", "0:a:0", "-af", "ebur128", "-f", "null", "-"];
  const { stderr } = await run("/usr/bin/ffmpeg", args, { maxBuffer: 50_000_000 });
  const found = /Summary:[\s\S]*?I:\s*(-?\d+(?:\.\d+)?) LUFS/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`No loudness of ${path}.`);
  return Number(found);
}
